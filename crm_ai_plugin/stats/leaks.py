"""The leak guard: finds columns that are known only at or after closing, so that they can't be learned from.

A column that gives the outcome away makes a model look brilliant in the past and useless on open deals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np

from .checks import auc
from .design import codes_of
from .folds import group_folds
from .table import Bools, Categories, Floats, Ints, Table

Why = Literal[
    "filled_at_close",
    "emptied_at_close",
    "changed_at_close",
    "missing_by_outcome",
    "one_outcome_only",
    "near_perfect",
]

_MIN_DEALS = 20
_MIN_PERFECT = 40
_Z = 3.3
_FILL_GAP = 0.25
_ONE_SIDED_GAP = 0.45
_OUTCOME_GAP = 0.6
_CHANGED = 0.5
_PERFECT = 0.97
_ONE_OUTCOME = 0.98


@dataclass(frozen=True)
class Leak:
    """A refused column: why, and the numbers that say so (shares and an AUC, 0 to 1)."""

    column: str
    why: Why
    numbers: Mapping[str, float] = field(default_factory=dict)


def find_leaks(
    closed: Table,
    outcomes: Floats,
    open_: Table,
    *,
    changed_at_close: Mapping[str, float] | None = None,
) -> list[Leak]:
    """Return the columns that must not be learned from, each with the first reason that holds.

    Args:
        closed: Closed deals as their columns are now.
        outcomes: 1 for won, 0 for lost.
        open_: Open deals.
        changed_at_close: Share of closed deals in which the column last changed within a day of closing, where
            history tells.
    """
    y = np.asarray(outcomes, dtype=float)
    changed = changed_at_close or {}
    found = []
    for name in closed.names:
        leak = (
            _filled(name, closed, y, open_)
            or _missing_by_outcome(name, closed, y)
            or _one_outcome(name, closed, y)
            or _perfect(name, closed, y)
            or _changed(name, changed)
        )
        if leak:
            found.append(leak)
    return found


def _filled(name: str, closed: Table, y: Floats, open_: Table) -> Leak | None:
    """Filled in for closed deals, or for those of one outcome, and hardly for open ones (or the other way round)."""
    if closed.n < _MIN_DEALS or open_.n < _MIN_DEALS:
        return None
    here = closed.known(name)
    there = open_.known(name) if name in open_.columns else np.zeros(open_.n, dtype=bool)
    numbers = {"closed": float(here.mean()), "open": float(there.mean())}
    if _differ(here, there, _FILL_GAP):
        return Leak(name, "filled_at_close" if here.mean() > there.mean() else "emptied_at_close", numbers)
    for outcome, label in ((1.0, "won"), (0.0, "lost")):
        side = here[y == outcome]
        if len(side) >= _MIN_DEALS and side.mean() > there.mean() and _differ(side, there, _ONE_SIDED_GAP):
            return Leak(name, "filled_at_close", {label: float(side.mean()), "open": float(there.mean())})
    return None


def _missing_by_outcome(name: str, closed: Table, y: Floats) -> Leak | None:
    here = closed.known(name)
    won, lost = here[y == 1.0], here[y == 0.0]
    if min(len(won), len(lost)) < _MIN_DEALS or not _differ(won, lost, _OUTCOME_GAP):
        return None
    return Leak(name, "missing_by_outcome", {"won": float(won.mean()), "lost": float(lost.mean())})


def _one_outcome(name: str, closed: Table, y: Floats) -> Leak | None:
    """Where it is known, the deal had one outcome: its presence alone tells."""
    here = closed.known(name)
    n = int(here.sum())
    if not _MIN_DEALS <= n < closed.n or min(int(y.sum()), int((1 - y).sum())) < _MIN_DEALS:
        return None
    rate, base = float(y[here].mean()), float(y.mean())
    if max(rate, 1 - rate) < _ONE_OUTCOME or abs(rate - base) < math.sqrt(base * (1 - base) / n) * _Z:
        return None
    return Leak(name, "one_outcome_only", {"won": rate, "overall": base})


def _perfect(name: str, closed: Table, y: Floats) -> Leak | None:
    here = closed.known(name)
    if int(here.sum()) < _MIN_PERFECT:
        return None
    column, outcomes = closed.columns[name][here], y[here]
    values = column.astype(float) if closed.is_number(name) else _rates(column, outcomes)
    area = auc(values, outcomes)
    if area is not None and max(area, 1 - area) >= _PERFECT:
        return Leak(name, "near_perfect", {"auc": max(area, 1 - area)})
    if closed.is_number(name):
        # One value for one outcome only, such as an amount of 0 for whatever was lost, is no order.
        top, count = np.unique(values, return_counts=True)
        often = values == top[int(np.argmax(count))]
        area = auc(often.astype(float), outcomes)
        if area is not None and max(area, 1 - area) >= _PERFECT:
            return Leak(name, "near_perfect", {"auc": max(area, 1 - area)})
    return None


def _rates(values: Categories | Floats, outcomes: Floats) -> Floats:
    """Each row's rate of winning among the other rows of its category, so that rare categories can't be perfect."""
    folds = _row_folds(len(values))
    codes, levels = codes_of(values)
    base = float(outcomes.mean())
    all_n = np.bincount(codes, minlength=len(levels)).astype(float)
    all_won = np.bincount(codes, weights=outcomes, minlength=len(levels))
    made = np.empty(len(values))
    for fold in np.unique(folds):
        here = folds == fold
        n = all_n - np.bincount(codes[here], minlength=len(levels))
        won = all_won - np.bincount(codes[here], weights=outcomes[here], minlength=len(levels))
        made[here] = ((won + base) / (n + 1))[codes[here]]
    return made


@lru_cache(maxsize=8)
def _row_folds(n: int) -> Ints:
    return group_folds([str(i) for i in range(n)], min(5, n))


def _changed(name: str, changed: Mapping[str, float]) -> Leak | None:
    share = changed.get(name, 0.0)
    return Leak(name, "changed_at_close", {"share": share}) if share >= _CHANGED else None


def _differ(a: Bools, b: Bools, gap: float) -> bool:
    p, q = float(a.mean()), float(b.mean())
    pooled = (float(a.sum()) + float(b.sum())) / (len(a) + len(b))
    error = math.sqrt(max(pooled * (1 - pooled), 1e-9) * (1 / len(a) + 1 / len(b)))
    return abs(p - q) >= gap and abs(p - q) / error >= _Z

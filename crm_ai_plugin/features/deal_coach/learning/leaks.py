"""Finds inputs that give the outcome away because they are filled in, or become perfect, only at the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....records import DealSnapshot
from ....stats import auc

_MIN_DEALS = 20
_GAP = 0.25
_Z = 3.3
_PERFECT = 0.97
_MIN_FOR_PERFECT = 40
_MAX_CUSTOM = 300
_FIELDS = ("amount", "expected_close_at", "competitors", "source")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that is not used: which, why, and the numbers behind it."""

    key: str
    why: str
    numbers: Mapping[str, float]
    field: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"key": self.key, "why": self.why, "numbers": dict(self.numbers), "field": self.field}


def refused_inputs(
    names: Sequence[str],
    closed: Sequence[Mapping[str, float | None]],
    open_: Sequence[Mapping[str, float | None]],
    outcomes: Sequence[int],
) -> list[Refusal]:
    """Return the model inputs whose availability differs between closed and open deals, or that tell too much."""
    found = []
    for name in names:
        here = [row.get(name) for row in closed]
        there = [row.get(name) for row in open_]
        refusal = _fill(name, _known(here), len(here), _known(there), len(there)) or _perfect(
            name, here, outcomes
        )
        if refusal:
            found.append(refusal)
    return found


def refused_fields(closed: Sequence[DealSnapshot], open_: Sequence[DealSnapshot]) -> list[Refusal]:
    """Return deal fields, custom ones included, that are filled for closed deals but hardly for open ones."""
    custom = sorted({name for s in (*closed, *open_) for name in s.deal.custom})[:_MAX_CUSTOM]
    found = []
    for name in (*_FIELDS, *(f"custom.{name}" for name in custom)):
        here = sum(_filled(s, name) for s in closed)
        there = sum(_filled(s, name) for s in open_)
        refusal = _fill(name, here, len(closed), there, len(open_))
        if refusal and here / max(len(closed), 1) > there / max(len(open_), 1):
            found.append(Refusal(refusal.key, refusal.why, refusal.numbers, field=True))
    return found


def _known(values: Sequence[float | None]) -> int:
    return sum(value is not None for value in values)


def _fill(name: str, here: int, n: int, there: int, m: int) -> Refusal | None:
    if n < _MIN_DEALS or m < _MIN_DEALS:
        return None
    a, b = here / n, there / m
    pooled = (here + there) / (n + m)
    error = math.sqrt(max(pooled * (1 - pooled), 1e-9) * (1 / n + 1 / m))
    if abs(a - b) < _GAP or abs(a - b) / error < _Z:
        return None
    return Refusal(name, "fill", {"closed": a, "open": b})


def _perfect(name: str, values: Sequence[float | None], outcomes: Sequence[int]) -> Refusal | None:
    pairs = [(v, y) for v, y in zip(values, outcomes, strict=True) if v is not None]
    if len(pairs) < _MIN_FOR_PERFECT:
        return None
    area = auc([v for v, _ in pairs], [y for _, y in pairs])
    if area is None or max(area, 1 - area) < _PERFECT:
        return None
    return Refusal(name, "perfect", {"auc": max(area, 1 - area)})


def _filled(snapshot: DealSnapshot, name: str) -> bool:
    if name.startswith("custom."):
        return snapshot.deal.custom.get(name.removeprefix("custom.")) not in (None, "")
    return getattr(snapshot.deal, name) not in (None, "", ())

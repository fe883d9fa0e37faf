"""Segments side by side, trends over quarters, and benchmarks against other deals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...ports.moments import MomentBatch, Texts
from ...stats import BayesianLogistic, Interval, Normal, median_interval, shrunken_rate
from ...stats.design import codes_of
from ...stats.discoveries import q_values
from ...stats.interval import Z90
from ...stats.table import Bools, Floats
from .choosing import Deals
from .factors import quarters
from .filters import Fields

_MOST_SEGMENTS = 12
_YEAR = 365.25
PRIOR_STRENGTH = 2.0


@dataclass(frozen=True)
class SegmentRows:
    """One segment; `q` is that of its win rate against the others'."""

    value: str
    closed: Bools
    open_: Bools
    n_won: int
    n_lost: int
    win_rate: Interval
    q: float | None
    median_days: tuple[Interval, int] | None


@dataclass(frozen=True)
class QuarterRate:
    """Deals that closed in one quarter."""

    quarter: str
    n_won: int
    n_lost: int
    win_rate: Interval


def win_rate(won: Floats, prior: float = 0.3) -> Interval:
    """Return the share won with its 90 % interval, a little towards `prior`."""
    mean = min(max(prior, 0.02), 0.98)
    return shrunken_rate(int(won.sum()), len(won), prior_mean=mean, prior_strength=PRIOR_STRENGTH).interval


def segments(deals: Deals, field: str) -> list[SegmentRows]:
    """Return the cohort split by a field's values, the largest segments first; a number is split at its quartiles.

    Raises:
        UserInputError: there is no such field.
    """
    names, cuts = labels(deals.closed, field)
    open_names, _ = labels(deals.open_, field, cuts)
    counts = Counter(name for name in names if name is not None)
    values = sorted(counts, key=lambda value: (-counts[value], value))
    overall = float(deals.won.mean()) if len(deals.won) else 0.3
    found = []
    for value in values[:_MOST_SEGMENTS]:
        rows = np.array([name == value for name in names], dtype=bool)
        won = deals.won[rows]
        found.append(
            SegmentRows(
                value,
                rows,
                np.array([name == value for name in open_names], dtype=bool),
                int(won.sum()),
                int(len(won) - won.sum()),
                win_rate(won, overall),
                None,
                median_life(deals.closed.take(rows)),
            )
        )
    apart = [_differs(one.closed, deals.won) for one in found] if len(found) > 1 else []
    q = q_values(apart)
    found = [replace(one, q=float(q[place]) if len(q) else None) for place, one in enumerate(found)]
    return sorted(found, key=lambda one: one.value) if cuts is not None else found


def labels(
    batch: MomentBatch, field: str, cuts: Sequence[float] | None = None
) -> tuple[list[str | None], list[float] | None]:
    """Return each deal's value of a field as text; numbers and dates as a range between quartiles."""
    column = Fields(batch).column(field)
    if column.kind == "text":
        return [None if value is None else str(value) for value in column.values], None
    numbers = np.asarray(column.values, dtype=float)
    if column.kind == "date":
        return quarters(numbers).tolist(), None
    there = np.isfinite(numbers)
    if len(np.unique(numbers[there])) <= _MOST_SEGMENTS:
        return [f"{value:g}" if ok else None for value, ok in zip(numbers, there, strict=True)], None
    edges = (
        sorted(set(np.quantile(numbers[there], (0.25, 0.5, 0.75)).tolist())) if cuts is None else list(cuts)
    )
    places = np.searchsorted(edges, numbers, side="left")
    return [_range(edges, int(place)) if ok else None for place, ok in zip(places, there, strict=True)], edges


def _range(edges: Sequence[float], place: int) -> str:
    number = place + 1
    if place == 0:
        return f"{number}: up to {edges[0]:,.6g}"
    if place == len(edges):
        return f"{number}: above {edges[-1]:,.6g}"
    return f"{number}: {edges[place - 1]:,.6g} to {edges[place]:,.6g}"


def _differs(rows: Bools, won: Floats) -> float:
    """p-value of the difference of two shares, two-sided, pooled."""
    a, b = won[rows], won[~rows]
    if not len(a) or not len(b):
        return 1.0
    pooled = float(won.mean())
    error = math.sqrt(max(pooled * (1 - pooled), 1e-9) * (1 / len(a) + 1 / len(b)))
    return math.erfc(abs(float(a.mean() - b.mean())) / error / math.sqrt(2.0))


def by_quarter(deals: Deals, quarter: Texts, most: int = 12) -> list[QuarterRate]:
    """Return the last quarters with closed deals, oldest first.

    Args:
        deals: The cohort.
        quarter: In which each of its deals closed.
        most: How many quarters.
    """
    codes, names = codes_of(quarter)
    overall = float(deals.won.mean()) if len(deals.won) else 0.3
    found = []
    for name in sorted(names)[-most:]:
        won = deals.won[codes == names[name]]
        found.append(QuarterRate(name, int(won.sum()), int(len(won) - won.sum()), win_rate(won, overall)))
    return found


def slope(quarters_: Sequence[QuarterRate]) -> Interval | None:
    """Return by how much the win rate's log-odds change per year, over the quarters shown."""
    n = sum(one.n_won + one.n_lost for one in quarters_)
    if len(quarters_) < 4 or n < 40:
        return None
    years = np.array([_years(one.quarter) for one in quarters_])
    x = np.concatenate([years, years])
    y = np.concatenate([np.ones(len(years)), np.zeros(len(years))])
    w = np.array([one.n_won for one in quarters_] + [one.n_lost for one in quarters_], dtype=float)
    model = BayesianLogistic.fit(
        ["year"],
        x[:, None],
        y,
        prior_mean=[0.0],
        prior_sd=[2.5],
        intercept=Normal(0.0, 3.0),
        center=[float((x * w).sum() / w.sum())],
        variance=[0.0],
        weights=w,
    )
    found = model.weight("year")
    return Interval(found.mean, found.mean - Z90 * found.sd, found.mean + Z90 * found.sd)


def _years(quarter: str) -> float:
    year, q = quarter.split(" Q")
    return int(year) + (int(q) - 0.5) / 4


def median_life(batch: MomentBatch) -> tuple[Interval, int] | None:
    """Return the median days from creation to close, with the number of deals behind it."""
    days = batch.closed_at - batch.created_at
    days = days[np.isfinite(days) & (days > 0)]
    found = median_interval(days.tolist())
    return (found, len(days)) if found else None

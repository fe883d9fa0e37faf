"""What goes with winning in a cohort, and how that differs by stage and by quarter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...ports.moments import Texts
from ...stats.design import codes_of
from ...stats.factors import Factor, find_factors, odds_ratio_of
from ...stats.interval import Interval
from ...stats.table import Bools, Floats, Table, known
from .choosing import Deals, confounders

MIN_PART = 40
"""Deals of a stage or quarter below which it is not shown apart."""

MOST_PARTS = 8


@dataclass(frozen=True)
class Part:
    """A factor among some of the deals."""

    name: str
    odds_ratio: Interval
    n: int


def cohort_factors(deals: Deals) -> list[Factor]:
    """Return every factor of the cohort, the surest first; what is only adjusted for is none."""
    return find_factors(deals.table, deals.won, confounders=confounders(deals.table), weights=deals.weights)


def has_it(factor: Factor, table: Table) -> Bools:
    """Return which deals have a factor; of a number of many values, which lie above the middle."""
    column = table.columns.get(factor.column)
    if column is None:
        return np.zeros(table.n, dtype=bool)
    if factor.level:
        return np.asarray(column == factor.level, dtype=bool)
    values = column.astype(float)
    middle = threshold(factor, table)
    with np.errstate(invalid="ignore"):
        return np.asarray(values > middle, dtype=bool)


def threshold(factor: Factor, table: Table) -> float:
    """Return the number above which a deal counts as having the factor: the middle, or between its two values."""
    values = table.columns[factor.column].astype(float)
    values = values[np.isfinite(values)]
    distinct = np.unique(values)
    if len(distinct) == 2:
        return float(distinct.mean())
    if len(distinct) < 2:
        return float(distinct[0]) if len(distinct) else 0.0
    # Where most deals hold the smallest value, any more than that is having it; where most hold the largest, only that.
    return min(max(float(np.median(values)), float(distinct[0])), float(distinct[-2]))


def knows_it(factor: Factor, table: Table) -> Bools:
    """Return for which deals it is known whether they have a factor."""
    column = table.columns.get(factor.column)
    return known(column) if column is not None else np.zeros(table.n, dtype=bool)


def by_part(factor: Factor, deals: Deals, parts: Texts, most: int = MOST_PARTS) -> list[Part]:
    """Return a factor's odds ratio, not adjusted, among the deals of each part that has enough of them.

    Args:
        factor: Which.
        deals: The cohort.
        parts: The part that each closed deal belongs to; None for none.
        most: The last parts, in the order of their names.
    """
    codes, names = codes_of(parts)
    has, knows = has_it(factor, deals.table), knows_it(factor, deals.table)
    found = []
    for name in sorted(names):
        rows = (codes == names[name]) & knows
        n, n_has = int(rows.sum()), int(has[rows].sum())
        if n >= MIN_PART and 5 <= n_has <= n - 5:
            found.append(Part(name, odds_ratio_of(has[rows], deals.won[rows], deals.weights[rows]), n))
    return found[-most:]


def quarters(days: Floats) -> Texts:
    """Return the quarter of each day since 1970, such as ``2026 Q1``; None for unknown."""
    there = np.isfinite(days)
    months = np.where(there, days, 0.0).astype("datetime64[D]").astype("datetime64[M]").astype(int)
    numbers = months // 3
    names = {number: f"{1970 + number // 4} Q{number % 4 + 1}" for number in np.unique(numbers).tolist()}
    made = np.empty(len(days), dtype=object)
    made[:] = [names[number] for number in numbers.tolist()]
    made[~there] = None
    return made

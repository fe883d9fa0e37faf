"""Columns that say the same: beside each other neither of them can be told to matter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .design import codes_of
from .table import Bools, Floats, Ints, Table

_SAME = 0.97
"""Rank correlation from which two numbers count as one."""

_DETERMINED = 0.98
"""Share of a number's variance (of ranks) that a category has to explain to take its place."""

_MOST_LEVELS = 40
_MOST_ROWS = 5_000


def twins(
    table: Table, preference: Callable[[str], tuple[object, ...]] = lambda name: (name,)
) -> dict[str, str]:
    """Return what is said by another column already, each with that column.

    A number is said by one that ranks the rows the same or the other way round, or by a category whose values fix it; a
    category by one whose values go with its own one to one.

    Args:
        table: Rows; of many the last ones are looked at.
        preference: Key by which columns that say the same are sorted; the first is kept.
    """
    part = table.take(np.arange(max(0, table.n - _MOST_ROWS), table.n))
    names = sorted(table.names, key=preference)
    numbers = [name for name in names if part.is_number(name)]
    categories = [name for name in names if not part.is_number(name)]
    found: dict[str, str] = {}
    codes = {name: codes_of(part.columns[name]) for name in categories}
    for place, name in enumerate(categories):
        for other in categories[:place]:
            if other not in found and _one_to_one(codes[name][0], codes[other][0]):
                found[name] = other
                break
    ranks = {name: _ranks(part.columns[name].astype(float)) for name in numbers}
    known = {name: part.known(name) for name in numbers}
    near = _near([ranks[name] for name in numbers], [known[name] for name in numbers])
    for place, name in enumerate(numbers):
        same = (
            other
            for at, other in enumerate(numbers[:place])
            if near[place, at]
            and other not in found
            and _alike(ranks[name], ranks[other], known[name], known[other])
        )
        fixed = (
            other
            for other in categories
            if other not in found
            and len(codes[other][1]) <= _MOST_LEVELS
            and _fixed_by(ranks[name], codes[other][0], known[name])
        )
        twin = next(same, None) or next(fixed, None)
        if twin is not None:
            found[name] = twin
    return found


def _ranks(values: Floats) -> Floats:
    """Middle ranks from 0 to 1; 0.5 where unknown."""
    there = np.isfinite(values)
    made = np.full(len(values), 0.5)
    own = np.sort(values[there])
    if len(own):
        low = np.searchsorted(own, values[there], side="left")
        high = np.searchsorted(own, values[there], side="right")
        made[there] = (low + high) / (2 * len(own))
    return made


def _near(ranks: list[Floats], known: list[Bools]) -> Bools:
    """Return which pairs are worth a closer look: most columns that all deals know are clearly unlike."""
    if not ranks or not len(ranks[0]):
        return np.zeros((len(ranks), len(ranks)), dtype=bool)
    rows = np.vstack(ranks)
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.sqrt((rows**2).sum(axis=1, keepdims=True)), 1e-12)
    full = np.array([bool(one.all()) for one in known])
    return np.asarray((np.abs(rows @ rows.T) >= _SAME - 0.01) | ~np.outer(full, full), dtype=bool)


def _alike(a: Floats, b: Floats, known_a: Bools, known_b: Bools) -> bool:
    both = known_a & known_b
    if int(both.sum()) < 20 or float((known_a == known_b).mean()) < _SAME:
        return False
    x, y = a[both] - a[both].mean(), b[both] - b[both].mean()
    scale = float(np.sqrt((x**2).sum() * (y**2).sum()))
    return scale > 0 and abs(float((x * y).sum())) / scale >= _SAME


def _fixed_by(ranks: Floats, codes: Ints, known: Bools) -> bool:
    rows = known & (codes >= 0)
    if int(rows.sum()) < 50 or float(rows[known].mean()) < _SAME:
        return False
    own, values = codes[rows], ranks[rows]
    counts = np.bincount(own)
    means = np.bincount(own, weights=values) / np.maximum(counts, 1)
    spread = float(((values - values.mean()) ** 2).sum())
    return spread > 0 and 1.0 - float(((values - means[own]) ** 2).sum()) / spread >= _DETERMINED


def _one_to_one(a: Ints, b: Ints) -> bool:
    pairs = np.unique(np.column_stack([a, b]), axis=0)
    known = pairs[(pairs >= 0).all(axis=1)]
    alone = len(np.unique(known[:, 0])) == len(known) == len(np.unique(known[:, 1]))
    return alone and len(known) > 1 and float(((a >= 0) == (b >= 0)).mean()) >= _SAME

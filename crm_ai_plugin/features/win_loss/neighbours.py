"""Deals that are alike, by what moves their chance to win.

Two deals are near when the model's columns add nearly the same to their log-odds: the distance is measured in what
matters for winning, whatever the columns' units, and each column's part in it can be named.
Source of the idea: explanation-based distances, Lundberg et al., Nature Machine Intelligence 2020 ("supervised clustering").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...stats.table import Bools, Floats

_MATTERS = 0.05
"""Log-odds below which a column is no reason for anything."""

_NAMED = 3


@dataclass(frozen=True)
class Near:
    """A row that is near, with the columns (as places) that make it so and those in which it differs most."""

    row: int
    distance: float
    because: tuple[int, ...]
    unlike: tuple[int, ...]


def nearest(one: Floats, others: Floats, among: Bools, k: int) -> list[Near]:
    """Return the `k` rows of `others` nearest to `one`, nearest first.

    Args:
        one: Contributions of one deal, by column.
        others: Rows × columns.
        among: Which rows may be returned.
        k: How many.
    """
    rows = np.flatnonzero(among)
    apart = others[rows] - one
    distance = np.sqrt((apart**2).sum(axis=1))
    order = np.lexsort((rows, np.round(distance, 9)))[:k]
    return [_near(one, others[rows[place]], int(rows[place]), float(distance[place])) for place in order]


def _near(one: Floats, other: Floats, row: int, distance: float) -> Near:
    shared = np.where(np.sign(one) == np.sign(other), np.minimum(np.abs(one), np.abs(other)), 0.0)
    apart = np.abs(one - other)
    return Near(row, distance, _largest(shared), _largest(apart))


def _largest(sizes: Floats) -> tuple[int, ...]:
    order = np.argsort(-sizes, kind="stable")[:_NAMED]
    return tuple(int(place) for place in order if sizes[place] >= _MATTERS)


def rate_of_likes(
    inside: Floats, outside: Floats, won: Floats, *, k: int = 3, most: int = 500
) -> tuple[int, int]:
    """Return (won, n) of the distinct outside deals that are nearest to those inside.

    Args:
        inside: Contributions of the deals to be matched; of many the last `most`.
        outside: Contributions of the others.
        won: Their outcomes.
        k: Matches per deal.
        most: Deals that are matched.
    """
    from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to import, scipy ships no types

    if not len(inside) or len(outside) < k:
        return 0, 0
    _, places = cKDTree(outside).query(inside[-most:], k=k)
    matched = np.unique(places)
    return int(won[matched].sum()), len(matched)

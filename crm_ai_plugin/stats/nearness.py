"""Which rows of one table are nearest to a row of another, over columns of different scale with gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .table import Floats

_FEWEST_KNOWN = 0.2
"""Share of rows in which a column has to be known to count."""
_MIN_SHARED = 3
_FAR = np.inf
_TYPICAL_GAP = 1.0
"""Mean distance per column from which two rows are no nearer than any two."""


@dataclass(frozen=True)
class Nearness:
    """Distances between rows of two tables.

    Each column is scaled by the middle half of the first table (median and interquartile range, so that outliers don't
    shrink everybody else's distance) and cut off at three; a distance is the mean over the columns that both rows know.
    Source: Gower, Biometrics 1971, with robust scales instead of ranges.
    """

    names: tuple[str, ...]
    known: Floats
    """Scaled rows of the first table."""
    asked: Floats
    """Scaled rows of the second."""

    @classmethod
    def of_columns(cls, known: Mapping[str, Floats], asked: Mapping[str, Floats]) -> Nearness:
        """Return the distances of tables given by column, NaN for unknown; columns of one table only don't count."""
        names, first, second = [], [], []
        for name in sorted(known.keys() & asked.keys()):
            column, other = np.asarray(known[name], dtype=float), np.asarray(asked[name], dtype=float)
            seen = column[np.isfinite(column)]
            if len(seen) < max(2, _FEWEST_KNOWN * len(column)):
                continue
            low, middle, high = np.quantile(seen, (0.25, 0.5, 0.75))
            scale = float(high - low) or float(seen.std())
            if scale <= 0:
                continue
            names.append(name)
            first.append(np.clip((column - middle) / scale, -3, 3))
            second.append(np.clip((other - middle) / scale, -3, 3))
        return cls(
            tuple(names),
            np.column_stack(first) if first else np.empty((_rows(known), 0)),
            np.column_stack(second) if second else np.empty((_rows(asked), 0)),
        )

    def of(self, row: int, nearest: int) -> list[int]:
        """Return the places of the `nearest` rows of the first table to a row of the second, nearest first.

        Rows that share too few known columns with it are left out, so there may be fewer.
        """
        gaps = np.abs(self.known - self.asked[row])
        shared = np.isfinite(gaps).sum(axis=1)
        total = np.nansum(gaps, axis=1)
        enough = shared >= min(_MIN_SHARED, len(self.names) or 1)
        distance = np.where(enough, np.divide(total, np.maximum(shared, 1)), _FAR)
        order = np.argsort(distance, kind="stable")[:nearest]
        return [int(place) for place in order if np.isfinite(distance[place])]

    def alike(self, row: int, places: Sequence[int], most: int = 3) -> list[str]:
        """Return the columns in which a row differs least from some others, of those that set them apart from the rest."""
        if not places or not self.names:
            return []
        gaps = np.abs(self.known - self.asked[row])
        counts = np.isfinite(gaps[list(places)]).sum(axis=0)
        near = np.nansum(gaps[list(places)], axis=0) / np.maximum(counts, 1)
        everybody = np.nansum(gaps, axis=0) / np.maximum(np.isfinite(gaps).sum(axis=0), 1)
        closer = np.where(counts > 0, everybody - near, -np.inf)
        order = np.argsort(-closer, kind="stable")[:most]
        return [self.names[place] for place in order if closer[place] > 0 and near[place] < _TYPICAL_GAP]


def _rows(columns: Mapping[str, Floats]) -> int:
    return max((len(column) for column in columns.values()), default=0)

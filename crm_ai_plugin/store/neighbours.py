"""Vectors in memory, and which of them lie nearest: where the database does not compare them itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .vector import Vector


class Neighbours:
    """Vectors of one model by id. Not safe for two threads at once.

    Args:
        ids: Of the rows.
        rows: (ids × length of a vector).
    """

    def __init__(self, ids: Sequence[str] = (), rows: NDArray[np.float32] | None = None) -> None:
        self._ids: NDArray[Any] = np.array(ids, dtype=object)
        self._rows = np.zeros((0, 0)) if rows is None else rows.astype(np.float64)

    def add(self, vectors: Mapping[str, Vector]) -> None:
        """Put vectors in; their ids must not be there yet."""
        if vectors:
            fresh = np.array(list(vectors.values()), dtype=np.float64)
            self._rows = np.concatenate([self._rows, fresh]) if len(self._ids) else fresh
            self._ids = np.concatenate([self._ids, np.array(list(vectors), dtype=object)])

    def remove(self, ids: frozenset[str]) -> None:
        """Take vectors out, those that are there."""
        if ids:
            kept = np.array([one not in ids for one in self._ids], dtype=bool)
            self._ids, self._rows = self._ids[kept], self._rows[kept]

    def nearest(self, vector: Vector, limit: int, also: Sequence[str] = ()) -> dict[str, float]:
        """Return the cosine of the nearest, equals by id, and of those named in `also`."""
        if not len(self._ids) or not np.any(vector):
            return {}
        wanted = vector.astype(np.float64)
        lengths = np.sqrt(np.einsum("ij,ij->i", self._rows, self._rows)) * float(np.linalg.norm(wanted))
        cosines = (self._rows @ wanted) / lengths
        held = np.arange(len(self._ids))
        if len(held) > limit:
            # Everything that ties with the last one stays until ids decide.
            held = np.flatnonzero(cosines >= np.partition(cosines, -limit)[-limit] - 1e-6)
        best = sorted(held.tolist(), key=lambda at: (-cosines[at], self._ids[at]))[:limit]
        among = frozenset(also)
        named = [at for at, one in enumerate(self._ids) if one in among] if among else []
        return {str(self._ids[at]): float(cosines[at]) for at in (*best, *named)}

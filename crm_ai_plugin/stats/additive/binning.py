"""Turns columns into bins: the grid on which an additive model is a set of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..design import codes_of
from ..table import Categories, Floats, Ints, Table, known

MAX_CATEGORIES = 250
"""What comes after the most frequent so many is treated as unknown."""


@dataclass(frozen=True)
class Axis:
    """One column's bins: those of known values first, the bin of unknown values last.

    A number x is in the bin of the first edge that is not below it (``edges[b-1] < x <= edges[b]``); a category is in
    the bin of its place in `levels`.
    """

    name: str
    edges: Floats | None = None
    levels: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self.edges is not None

    @property
    def size(self) -> int:
        """Number of bins, that of unknown values included."""
        return (len(self.edges) + 1 if self.edges is not None else len(self.levels)) + 1

    def bins(self, column: Floats | Categories) -> Ints:
        """Return the bin of each value; what was never seen counts as unknown."""
        unknown = self.size - 1
        if self.edges is not None:
            values = _numbers(column)
            found = np.searchsorted(self.edges, values, side="left").astype(np.int64)
            return np.where(np.isfinite(values), found, unknown)
        place = {level: b for b, level in enumerate(self.levels)}
        codes, seen = codes_of(column)
        # The last one is for -1, which is unknown.
        places = np.array([*(place.get(level, unknown) for level in seen), unknown], dtype=np.int64)
        return places[codes]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        if self.edges is not None:
            return {"name": self.name, "edges": self.edges.tolist()}
        return {"name": self.name, "levels": list(self.levels)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Axis:
        """Read what :meth:`to_json` wrote."""
        edges = data.get("edges")
        if edges is not None:
            return cls(data["name"], np.asarray(edges, dtype=float))
        return cls(data["name"], None, tuple(data["levels"]))


def make_axes(table: Table, outcomes: Floats, *, max_bins: int = 64, min_count: int = 2) -> tuple[Axis, ...]:
    """Return the bins of each column of `table`.

    Numbers are cut at quantiles, so that neither unit nor any other monotone change matters. Categories are ordered
    by how often they occur and how often they won, not by name; those rarer than `min_count` count as unknown.
    """
    return tuple(
        _number_axis(name, table.columns[name], max_bins)
        if table.is_number(name)
        else _category_axis(name, table.columns[name], outcomes, min_count)
        for name in table.names
    )


def bin_matrix(axes: tuple[Axis, ...], table: Table) -> Ints:
    """Return rows × axes of bins; a column that `table` lacks is unknown everywhere."""
    missing = np.full(table.n, np.nan)
    parts = [axis.bins(table.columns.get(axis.name, missing)) for axis in axes]
    return np.column_stack(parts) if parts else np.empty((table.n, 0), dtype=np.int64)


def _number_axis(name: str, column: NDArray[Any], max_bins: int) -> Axis:
    values = np.sort(column[known(column)].astype(float))
    distinct = np.unique(values)
    if len(distinct) <= max_bins:
        return Axis(name, (distinct[:-1] + distinct[1:]) / 2)
    cuts = np.quantile(values, np.linspace(0, 1, max_bins + 1)[1:-1], method="inverted_cdf")
    return Axis(name, np.unique(cuts[cuts < distinct[-1]]))


def _category_axis(name: str, column: NDArray[Any], outcomes: Floats, min_count: int) -> Axis:
    seen: dict[str, tuple[int, float]] = {}
    for value, outcome in zip(column, outcomes, strict=True):
        if value is not None:
            count, wins = seen.get(value, (0, 0.0))
            seen[value] = (count + 1, wins + float(outcome))
    kept = [value for value, (count, _) in seen.items() if count >= min_count]
    kept.sort(key=lambda value: (-seen[value][0], -seen[value][1], value))
    return Axis(name, None, tuple(kept[:MAX_CATEGORIES]))


def _numbers(column: Floats | Categories) -> Floats:
    if column.dtype != object:
        return column.astype(float)
    # A column that came as text although it used to hold numbers: what does not read as one is unknown.
    return np.array([_number(value) for value in column], dtype=float)


def _number(value: object) -> float:
    try:
        return float(value) if value is not None else np.nan  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return np.nan

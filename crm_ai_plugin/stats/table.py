"""Columns of mixed kinds, as they come: numbers and categories, with gaps.

A number that is unknown is NaN, a category that is unknown is None. Truth values are numbers 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Categories = NDArray[np.object_]

Cell = float | str | bool | None


@dataclass(frozen=True)
class Table:
    """`n` rows of named columns; a column is an array of floats (numbers) or of objects (categories)."""

    columns: Mapping[str, Floats | Categories]
    n: int

    def __post_init__(self) -> None:
        """Refuse columns of other lengths."""
        wrong = sorted(name for name, column in self.columns.items() if len(column) != self.n)
        if wrong:
            raise ValueError(f"columns must have {self.n} rows: {', '.join(wrong)}")

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[Cell] | NDArray[Any]]) -> Table:
        """Return a table of columns; what holds a string anywhere is a category.

        Raises:
            ValueError: the columns differ in length.
        """
        made = {name: _column(values) for name, values in columns.items()}
        return cls(made, len(next(iter(made.values()))) if made else 0)

    @classmethod
    def of_rows(cls, rows: Sequence[Mapping[str, Cell]], names: Sequence[str] | None = None) -> Table:
        """Return a table of rows; a name that a row lacks is unknown there.

        Args:
            rows: One mapping per row.
            names: The columns, in order; every name that occurs, sorted, if left out.
        """
        wanted = sorted({name for row in rows for name in row}) if names is None else list(names)
        return cls({name: _column([row.get(name) for row in rows]) for name in wanted}, len(rows))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order."""
        return tuple(self.columns)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers."""
        return self.columns[name].dtype != object

    def known(self, name: str) -> Bools:
        """Return where a column is known."""
        return known(self.columns[name])

    def take(self, rows: Ints | Bools) -> Table:
        """Return some rows, in the order of `rows`."""
        picked = {name: column[rows] for name, column in self.columns.items()}
        count = int(rows.sum()) if rows.dtype == bool else len(rows)
        return Table(picked, count)

    def only(self, names: Sequence[str]) -> Table:
        """Return some columns, in the order of `names`.

        Raises:
            KeyError: there is no such column.
        """
        return Table({name: self.columns[name] for name in names}, self.n)


def known(column: Floats | Categories) -> Bools:
    """Return where a column is known."""
    if column.dtype == object:
        unlike: Bools = np.not_equal(column, np.array(None, dtype=object)).astype(np.bool_)
        return unlike
    finite: Bools = np.isfinite(column.astype(float))
    return finite


def _column(values: Sequence[Cell] | NDArray[Any]) -> Floats | Categories:
    if isinstance(values, np.ndarray) and values.dtype != object:
        return values.astype(float)
    if any(isinstance(value, str) for value in values):
        made = np.empty(len(values), dtype=object)
        made[:] = [None if _blank(value) else str(value) for value in values]
        return made
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def _blank(value: Cell) -> bool:
    return value is None or value == "" or (isinstance(value, float) and not np.isfinite(value))

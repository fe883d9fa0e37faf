"""What a table is, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from ..reasons import Reason

RefuseLine = Callable[[int, Reason, str], None]
"""(line, reason, hint) for a line that is no row."""

Progress = Callable[[int], None]


class Row(NamedTuple):
    """One row: `cells` by the table's columns; `extra` what a row has beyond them, by name."""

    line: int
    cells: Sequence[Any]
    extra: dict[str, Any] | None


class Table(Protocol):
    """Rows of one open file."""

    @property
    def header(self) -> Sequence[str] | None:
        """The columns in their order, or None when every row names its own."""

    def rows(self, columns: Sequence[str], refuse: RefuseLine) -> Iterator[Row]:
        """Yield rows with cells in the order of `columns` (for a table with a header: its own order)."""


class TableOptions(NamedTuple):
    """How a mapping says a file is written; None: find out."""

    encoding: str | None = None
    delimiter: str | None = None

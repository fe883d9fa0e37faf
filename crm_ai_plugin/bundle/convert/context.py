"""What the conversion of one file shares between its fields."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..reasons import DirtCode
from ..report import ImportReport
from .layout import Layout


class Tables(Protocol):
    """Gives the small tables that values are looked up in."""

    def lookup(self, file: str, match: str, take: str) -> Mapping[str, Any]:
        """Return the cells of column `take` by those of column `match`."""


class Context:
    """The present row's line, where to report oddities, and the ids made for the row."""

    def __init__(self, layout: Layout, report: ImportReport, tables: Tables) -> None:
        self.layout = layout
        self.tables = tables
        self.line = 0
        self._report = report
        self._numbered: tuple[int, ...] | None = None
        self._occurrences: Counter[bytes] = Counter()
        self._current: str | None = None
        self._mended: set[int] = set()

    def number_repeats_of(self, positions: Sequence[int]) -> None:
        """Give equal rows ids of their own where an id is made from exactly these cells."""
        self._numbered = tuple(positions)

    def begin_row(self, line: int) -> None:
        """Go on to the row at `line`."""
        self.line = line
        self._current = None
        self._mended.clear()

    def made_id(self, positions: tuple[int, ...], cells: Sequence[Any]) -> str:
        """Return the id for a row's cells, the same in every import.

        Rows that are equal in all those cells are told apart by their number. When the cells are the whole
        row, the order of the rows makes no difference; else it decides which of the equal ones is the first.
        """
        if positions == self._numbered and self._current is not None:
            return self._current
        parts = "\x1f".join(_cell_text(cells[position]) for position in positions)
        digest = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).digest()[:10]
        made = f"row-{digest.hex()}"
        if positions == self._numbered:
            self._occurrences[digest] += 1
            number = self._occurrences[digest]
            self._current = made = made if number == 1 else f"{made}-{number}"
        return made

    def mended(self, position: int, cell: object) -> None:
        """Report that an alias replaced a cell; once per cell, however many fields are made from it."""
        if position not in self._mended:
            self._mended.add(position)
            column = self.layout.columns[position]
            self.warn("mended", column, "values were replaced as the mapping's `aliases` say", cell)

    def warn(self, code: DirtCode, column: str | None, message: str, value: object = None) -> None:
        """Report something odd in the present row."""
        self._report.warn(code, self.layout.file, column, message, line=self.line, value=value)


def _cell_text(cell: Any) -> str:  # noqa: ANN401  # a cell
    return "" if cell is None else str(cell).strip()

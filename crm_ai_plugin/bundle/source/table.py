"""One interface over the three formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from ...errors import UserInputError
from ..reasons import Reason
from .entry import Entry

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


TEXT_EXTENSIONS = (".csv", ".tsv", ".txt")
JSON_EXTENSIONS = (".jsonl", ".ndjson")
EXTENSIONS = (*TEXT_EXTENSIONS, *JSON_EXTENSIONS, ".parquet")


def open_table(
    entry: Entry, options: TableOptions, progress: Progress
) -> AbstractContextManager[Table, bool | None]:
    """Open a file by its extension.

    Raises:
        UserInputError: an extension that is no table, or a file that can't be read as one.
    """
    if entry.extension in TEXT_EXTENSIONS:
        from .csv_table import open_csv  # formats load when they are met

        return open_csv(entry, options, progress)
    if entry.extension in JSON_EXTENSIONS:
        from .jsonl_table import open_jsonl

        return open_jsonl(entry, options, progress)
    if entry.extension == ".parquet":
        from .parquet_table import open_parquet

        return open_parquet(entry, progress)
    raise UserInputError(
        f"{entry.name}: no known table format.",
        code="bundle_format",
        hint=f"Use one of {', '.join(EXTENSIONS)}.",
    )

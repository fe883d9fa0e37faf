"""Opens a table by its extension."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ...errors import UserInputError
from .csv_table import open_csv
from .entry import Entry
from .jsonl_table import open_jsonl
from .parquet_table import open_parquet
from .table import Progress, Table, TableOptions

_TEXT = (".csv", ".tsv", ".txt")
_JSON = (".jsonl", ".ndjson")
_PARQUET = ".parquet"
EXTENSIONS = (*_TEXT, *_JSON, _PARQUET)


def open_table(
    entry: Entry, options: TableOptions, progress: Progress
) -> AbstractContextManager[Table, bool | None]:
    """Open a file by its extension.

    Raises:
        UserInputError: an extension that is no table, or a file that can't be read as one.
    """
    if entry.extension in _TEXT:
        return open_csv(entry, options, progress)
    if entry.extension in _JSON:
        return open_jsonl(entry, options, progress)
    if entry.extension == _PARQUET:
        return open_parquet(entry, progress)
    raise UserInputError(
        f"{entry.name}: no known table format.",
        code="bundle_format",
        hint=f"Use one of {', '.join(EXTENSIONS)}.",
    )

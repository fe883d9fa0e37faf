"""Parquet, through pyarrow where that is installed."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ...errors import UserInputError
from .entry import Entry
from .jsonl_table import split_object
from .table import Progress, RefuseLine, Row

_BATCH = 2_000


@contextmanager
def open_parquet(entry: Entry, progress: Progress) -> Iterator[ParquetTable]:
    """Yield the table in `entry`.

    Raises:
        UserInputError: pyarrow is missing, or this is no Parquet file.
    """
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise UserInputError(
            f"{entry.name}: reading Parquet needs pyarrow, which is not installed.",
            code="bundle_format",
            hint="Install it with `pip install pyarrow`, or export CSV or JSON Lines.",
        ) from error
    with entry.open() as stream:
        try:
            file = parquet.ParquetFile(stream)
        except Exception as error:  # pyarrow's errors have no common base of their own
            raise UserInputError(
                f"{entry.name} is no readable Parquet file.",
                code="bundle_unreadable",
                hint="Export it again.",
            ) from error
        yield ParquetTable(file, entry.size, progress)


class ParquetTable:
    """Rows of typed columns; `line` is the row number."""

    header: Sequence[str] | None = None

    def __init__(self, file: Any, size: int, progress: Progress) -> None:  # noqa: ANN401  # untyped library
        self._file = file
        self._size = size
        self._progress = progress

    def rows(self, columns: Sequence[str], refuse: RefuseLine) -> Iterator[Row]:  # see Table
        """Yield rows in the order of the file."""
        number, total = 0, max(self._file.metadata.num_rows, 1)
        for batch in self._file.iter_batches(batch_size=_BATCH):
            for value in batch.to_pylist():
                number += 1
                yield Row(number, *split_object(value, columns))
            self._progress(self._size * number // total)

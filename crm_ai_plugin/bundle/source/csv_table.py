"""CSV, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from ...errors import UserInputError
from .dialect import excel_hint, sniff_delimiter
from .entry import Entry
from .guard import MAX_LINE_BYTES
from .table import Progress, RefuseLine, Row, TableOptions
from .text import open_text

MAX_COLUMNS = 2_000
_SAMPLE_LINES = 20

# The limit is the process's own and its default is shorter than a long e-mail; it is raised, never lowered.
csv.field_size_limit(max(MAX_LINE_BYTES, csv.field_size_limit()))


@contextmanager
def open_csv(entry: Entry, options: TableOptions, progress: Progress) -> Iterator[CsvTable]:
    """Yield the table in `entry`.

    Raises:
        UserInputError: no header, or no CSV at all.
    """
    with open_text(entry, options, progress) as text:
        sample = list(islice(text, _SAMPLE_LINES))
        skipped = 0
        delimiter = options.delimiter
        if sample and (hinted := excel_hint(sample[0])) is not None:
            delimiter = delimiter or hinted
            sample, skipped = sample[1:], 1
        lines = chain(sample, text)
        yield CsvTable(entry.name, lines, delimiter or sniff_delimiter(sample), skipped)


class CsvTable:
    """Rows under a header line."""

    header: Sequence[str]

    def __init__(self, name: str, lines: Iterator[str], delimiter: str, skipped: int) -> None:
        self._name = name
        self._skipped = skipped
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self.header = self._read_header()

    def rows(self, columns: Sequence[str], refuse: RefuseLine) -> Iterator[Row]:  # see Table
        """Yield rows; a line that is no row is refused, blank lines are passed over."""
        reader, width, skipped = self._reader, len(self.header), self._skipped
        while True:
            line = reader.line_num + 1 + skipped
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._raise_if_hopeless(error, line)
                last = reader.line_num + skipped
                refuse(line, "malformed_quotes", _quote_hint(line, last))
                continue
            if len(cells) == width:
                yield Row(line, cells, None)
            elif len(cells) > width and not any(cells[width:]):
                yield Row(line, cells[:width], None)
            elif cells:
                last = reader.line_num + skipped
                where = f"lines {line} to {last} were read as one row; " if last > line else ""
                refuse(
                    line,
                    "column_count",
                    f"{where}the header has {width} columns, this row {len(cells)}: quote such cells",
                )

    def _read_header(self) -> list[str]:
        try:
            header = next((cells for cells in self._reader if cells), None)
        except csv.Error as error:
            self._raise_if_hopeless(error, 1)
            raise _bad_header(self._name, "its quotes can't be read") from error
        if header is None:
            raise _bad_header(self._name, "the file is empty")
        if len(header) > MAX_COLUMNS:
            raise _bad_header(self._name, f"it has more than {MAX_COLUMNS:,} columns")
        names = [name.strip() for name in header]
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise _bad_header(self._name, f"it names the column `{twice[0][:40]}` twice")
        if not any(names):
            raise _bad_header(self._name, "it names no column")
        return names

    def _raise_if_hopeless(self, error: csv.Error, line: int) -> None:
        text = str(error)
        if "field larger than" in text or "unexpected end of data" in text:
            raise UserInputError(
                f"{self._name}, line {line}: a quote opens here and is not closed.",
                code="bundle_unclosed_quote",
                hint='Close it, or double quotes inside of a cell ("").',
            ) from error


def _quote_hint(line: int, last: int) -> str:
    where = f"lines {line} to {last}: " if last > line else ""
    return f'{where}double quotes inside of a cell ("") and close each cell before the delimiter'


def _bad_header(name: str, why: str) -> UserInputError:
    return UserInputError(
        f"{name}: the header can't be used, {why}.",
        code="bundle_header",
        hint="The first line must name every column once.",
    )

"""One file of a bundle: a stream of batches of records."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from ..errors import UserInputError
from ..records import Record, RecordType
from .columns import FileSpec, normalise_header
from .convert.context import Context
from .convert.layout import Layout
from .convert.row import compile_rows, named_columns, own_mapping
from .lookup import LookupTables
from .mapping import FileMapping
from .report import ImportReport, excerpt
from .row_reader import RowReader
from .source import Entry, Table, TableOptions, open_table

BATCH_ROWS = 2_000


class BundleFile:
    """A file and how it is read.

    Attributes:
        name: The file's name.
        bytes_total: Its size, unpacked.
        bytes_read: How far `records` has come; for progress bars.
    """

    def __init__(
        self,
        entry: Entry,
        *,
        spec: FileSpec | None,
        mapping: FileMapping | None,
        expected: frozenset[RecordType],
        tables: LookupTables,
    ) -> None:
        """Either `spec` (a bundle's own file) or `mapping` is given."""
        self.name = entry.name
        self.bytes_total = entry.size
        self.bytes_read = 0
        self._entry = entry
        self._spec = spec
        self._mapping = mapping
        self._expected = expected
        self._tables = tables

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The record types its rows give, parents first."""
        if self._spec is not None:
            return (self._spec.type,)
        records = self._mapping.records if self._mapping else None
        return tuple(dict.fromkeys(type_ for type_, _ in records.given())) if records else ()

    def records(self, report: ImportReport) -> Iterator[list[Record]]:
        """Yield the records in batches of about `BATCH_ROWS` rows; memory does not grow with the file.

        Within a batch parents come before children. Rows that are refused, and dirt, go into `report`.

        Raises:
            UserInputError: the file as a whole can't be read; what it yielded before should not be kept.
        """
        with open_table(self._entry, self._options(), self._progress) as table:
            layout, mapping = self._layout(table, report)
            context = Context(layout, report, self._tables)
            but = frozenset(layout.positions(mapping.repeats_but)) if mapping.repeats_but else None
            converter = compile_rows(mapping, context)
            rows = RowReader(self.name, converter, report, expected=self._expected, repeats_but=but)
            batch: list[Record] = []
            size = 0
            for row in table.rows(layout.columns, rows.refuse):
                batch += rows.read(row)
                size += 1
                if size == BATCH_ROWS:
                    yield batch
                    batch, size = [], 0
            if batch:
                yield batch
            rows.finish()
        self.bytes_read = self.bytes_total

    def _options(self) -> TableOptions:
        mapping = self._mapping
        return TableOptions(mapping.encoding, mapping.delimiter) if mapping else TableOptions()

    def _progress(self, position: int) -> None:
        self.bytes_read = position

    def _layout(self, table: Table, report: ImportReport) -> tuple[Layout, FileMapping]:
        header = table.header
        if self._mapping is not None:
            columns = header if header is not None else named_columns(self._mapping)
            return Layout(self.name, columns, open_ended=header is None), self._mapping
        spec = self._spec
        if spec is None:
            raise UserInputError(
                f"{self.name}: nothing says what its rows are.", code="mapping", hint="Map it."
            )
        if header is None:
            return Layout(self.name, list(spec.columns), open_ended=True), own_mapping(
                spec, {name: name for name in spec.columns}
            )
        layout = Layout(self.name, header, open_ended=False)
        return layout, own_mapping(spec, self._own_columns(spec, header, report))

    def _own_columns(self, spec: FileSpec, header: Sequence[str], report: ImportReport) -> dict[str, str]:
        """Return field → header, and report headers that are probably misspelt."""
        found: dict[str, str] = {}
        for name in header:
            normal = normalise_header(name)
            if normal in spec.columns:
                found.setdefault(normal, name)
        missing = [name for name in spec.columns if name not in found]
        for name in header:
            near = difflib.get_close_matches(normalise_header(name), missing, n=1, cutoff=0.8)
            if name and near and normalise_header(name) not in spec.columns:
                message = f"not a column of {spec.stem} and kept as a custom field; did you mean `{near[0]}`?"
                report.warn("unknown_column", self.name, excerpt(name), message, line=1)
            if not name:
                report.warn("unnamed_column", self.name, None, "columns without a name are left out", line=1)
        return found

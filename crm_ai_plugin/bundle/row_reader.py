"""Converts rows, refuses the bad ones, and has the good ones inspected."""

from __future__ import annotations

from ..records import Record, RecordType
from .columns import SPECS
from .convert.row import RowConverter, RowError
from .inspection import RecordInspector
from .reasons import Reason
from .report import ImportReport, Refusal, excerpt
from .source import Row


class RowReader:
    """Reads the rows of one file into `report`."""

    def __init__(
        self,
        file: str,
        converter: RowConverter,
        report: ImportReport,
        *,
        expected: frozenset[RecordType],
        repeats_but: frozenset[int] | None = None,
    ) -> None:
        """`repeats_but` are positions of columns: rows that equal another in all others are reported."""
        self._file = file
        self._convert = converter.convert
        self._main: RecordType = converter.main
        self._report = report
        self._counts = report.file(file)
        self._records = self._counts.records
        self._inspectors = {
            type_: RecordInspector(
                type_, main=type_ == self._main, file=file, expected=expected, report=report
            )
            for type_ in converter.types
        }
        self._repeats_but = repeats_but
        self._seen_rows: set[int] = set()

    def read(self, row: Row) -> list[Record]:
        """Return the records a row adds; none when it is refused."""
        try:
            built = self._convert(row)
        except RowError as error:
            self._refuse(row.line, error.column, error.value, error.reason, error.hint)
            return []
        if not built:
            self._refuse(row.line, None, None, "no_record", "no `when` of the mapping applies to this row")
            return []
        new: list[Record] = []
        main = self._main
        for type_, record in built:
            inspector = self._inspectors[type_]
            if type_ == main:
                if inspector.repeated(record):
                    return self._refuse_repeat(row.line, type_, record)
            elif inspector.contradicts(record):
                message = "repeated records with other contents; the first is kept"
                self._report.warn("contradiction", self._file, type_, message, line=row.line)
        for type_, record in built:
            inspector = self._inspectors[type_]
            if type_ != main and inspector.repeated(record):
                continue
            inspector.keep(record, row.line)
            self._records[type_] += 1
            new.append(record)
        self._counts.kept += 1
        if self._repeats_but is not None:
            self._note_repeat(row, self._repeats_but)
        return new

    def refuse(self, line: int, reason: Reason, hint: str) -> None:
        """Refuse a line that is no row."""
        self._refuse(line, None, None, reason, hint)

    def finish(self) -> None:
        """Report what only the whole file can tell."""
        for inspector in self._inspectors.values():
            inspector.finish()

    def _refuse_repeat(self, line: int, type_: RecordType, record: Record) -> list[Record]:
        key = SPECS[type_].key
        hint = "an earlier row has the same; keep one of them"
        self._refuse(line, " + ".join(key), getattr(record, key[0]), "duplicate_id", hint)
        return []

    def _refuse(self, line: int, column: str | None, value: object, reason: Reason, hint: str) -> None:
        shown = None if value is None else excerpt(value)
        self._report.refuse(Refusal(self._file, line, column, shown, reason, hint))

    def _note_repeat(self, row: Row, but: frozenset[int]) -> None:
        content = hash(tuple(str(cell) for position, cell in enumerate(row.cells) if position not in but))
        if content in self._seen_rows:
            message = "rows that equal an earlier row in everything but the columns in `repeats_but`"
            self._report.warn("repeated_rows", self._file, None, message, line=row.line)
        self._seen_rows.add(content)

"""Opens bundles for connectors; implements the port's ``OpensBundles``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..bundle import BundleFile, ImportReport, Refusal, open_bundle
from ..ports.bundle import Part, Table
from ..ports.connector import Refused
from ..records import RecordType


@dataclass(frozen=True)
class _BundleTable:
    file: BundleFile
    report: ImportReport = field(default_factory=ImportReport)

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def types(self) -> Sequence[RecordType]:
        return self.file.types

    def parts(self) -> Iterator[Part]:
        told = 0
        for records in self.file.records(self.report):
            fresh = self._refused(told)
            told += len(fresh)
            yield Part(records, fresh)
        if left := self._refused(told):
            yield Part((), left)

    def _refused(self, told: int) -> list[Refused]:
        """Return what was refused beyond the first `told`; of very many only the first are described."""
        count = self.report.file(self.name).refused
        described = [_described(one) for one in self.report.refusals[told:]]
        return described + [Refused(self.name, "more rows like these")] * (count - told - len(described))


def open_tables(path: Path, mapping: str | None = None) -> Sequence[Table]:
    """Return the tables of a bundle, parents first.

    Raises:
        UserInputError: nothing there, no deals, or files and mapping do not fit together.
    """
    return [_BundleTable(file) for file in open_bundle(path, mapping).files]


def _described(refusal: Refusal) -> Refused:
    # Where and why, but not the cell itself: this is stored and shown.
    column = f", column {refusal.column}" if refusal.column else ""
    return Refused(f"{refusal.file}, line {refusal.line}{column}", str(refusal.reason), refusal.hint)

"""Writes small bundles and reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from crm_ai_plugin.bundle import ImportReport, open_bundle
from crm_ai_plugin.records import Record


class Read(NamedTuple):
    records: list[Record]
    report: ImportReport

    def of(self, kind: type[Record]) -> list[Record]:
        return [one for one in self.records if type(one) is kind]

    def warned(self) -> dict[tuple[str, str | None], int]:
        return {(one.code, one.column): one.count for one in self.report.warnings}


Reader = Callable[..., Read]


def read_bundle(path: Path, mapping: str | Path | None = None) -> Read:
    report = ImportReport()
    bundle = open_bundle(path, mapping)
    records = [one for file in bundle.files for batch in file.records(report) for one in batch]
    assert all(file.bytes_read == file.bytes_total for file in bundle.files)
    return Read(records, report)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Return a function that writes files, and maybe a mapping, and reads them."""

    def write_and_read(files: Mapping[str, str | bytes], mapping: str | None = None) -> Read:
        folder = tmp_path / "bundle"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        if mapping is None:
            return read_bundle(folder)
        mapping_file = tmp_path / "mapping.yaml"
        mapping_file.write_text(mapping)
        return read_bundle(folder, mapping_file)

    return write_and_read

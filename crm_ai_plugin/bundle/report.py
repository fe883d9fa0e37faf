"""What an import read, kept and refused, and the dirt it met.

A report is shown to people and kept by them, so of the data it holds only short excerpts of the cells at
fault, made printable. Nothing here is meant for logs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .known import Known
from .reasons import DirtCode, Reason

MAX_REFUSALS = 1_000
MAX_EXAMPLES = 5
MAX_EXCERPT = 40


def excerpt(value: object) -> str:
    """Return the beginning of a cell, on one line and without control characters."""
    text = (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, (int, float))
        else type(value).__name__
    )
    short = text[:MAX_EXCERPT] + ("…" if len(text) > MAX_EXCERPT else "")
    return "".join(char if char.isprintable() else "�" for char in short)


@dataclass(frozen=True)
class Refusal:
    """One row that was not taken: where, why, and how to mend it. `line` counts from 1, header included."""

    file: str
    line: int
    column: str | None
    value_excerpt: str | None
    reason: Reason
    hint: str


@dataclass
class Dirt:
    """Something odd in rows that were kept, gathered by kind and column."""

    code: DirtCode
    file: str
    column: str | None
    message: str
    first_line: int
    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class FileReport:
    """Rows of one file. `records` counts what the kept rows gave, by record type."""

    kept: int = 0
    refused: int = 0
    records: Counter[str] = field(default_factory=Counter)

    @property
    def rows_read(self) -> int:
        """Rows met so far, blank lines not counted; each was kept or refused."""
        return self.kept + self.refused

    def to_json(self) -> dict[str, Any]:
        """Return the counts as plain JSON."""
        return {
            "rows_read": self.rows_read,
            "kept": self.kept,
            "refused": self.refused,
            "records": dict(self.records),
        }


@dataclass
class ImportReport:
    """One whole import; take a new one for the next.

    `refusals` holds the first `MAX_REFUSALS`; the counts hold all.
    """

    files: dict[str, FileReport] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused_by_reason: Counter[str] = field(default_factory=Counter)
    dirt: dict[tuple[str, str, str | None], Dirt] = field(default_factory=dict)
    known: Known = field(default_factory=Known, repr=False)

    @property
    def rows_read(self) -> int:
        """Rows of all files, blank lines not counted."""
        return sum(one.rows_read for one in self.files.values())

    @property
    def kept(self) -> int:
        """Rows that gave records."""
        return sum(one.kept for one in self.files.values())

    @property
    def refused(self) -> int:
        """Rows that gave none."""
        return sum(one.refused for one in self.files.values())

    @property
    def warnings(self) -> list[Dirt]:
        """The dirt, most frequent first."""
        return sorted(self.dirt.values(), key=lambda one: (-one.count, one.file, one.code, one.column or ""))

    def file(self, name: str) -> FileReport:
        """Return the counts of one file, new if need be."""
        return self.files.setdefault(name, FileReport())

    def refuse(self, refusal: Refusal) -> None:
        """Note a row that was not taken."""
        self.file(refusal.file).refused += 1
        self.refused_by_reason[refusal.reason] += 1
        if len(self.refusals) < MAX_REFUSALS:
            self.refusals.append(refusal)

    def warn(
        self,
        code: DirtCode,
        file: str,
        column: str | None,
        message: str,
        *,
        line: int,
        value: object = None,
        count: int = 1,
    ) -> None:
        """Note dirt; the first message of a kind and column stands for all of them."""
        dirt = self.dirt.get((code, file, column))
        if dirt is None:
            dirt = self.dirt[code, file, column] = Dirt(code, file, column, message, line)
        dirt.count += count
        if value is not None and len(dirt.examples) < MAX_EXAMPLES:
            shown = excerpt(value)
            if shown not in dirt.examples:
                dirt.examples.append(shown)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        return {
            "rows_read": self.rows_read,
            "kept": self.kept,
            "refused": self.refused,
            "files": {name: one.to_json() for name, one in self.files.items()},
            "refused_by_reason": dict(self.refused_by_reason),
            "refusals": [vars(one) for one in self.refusals],
            "warnings": [vars(one) for one in self.warnings],
        }

"""The seam to a CRM in files: tables of records, read by the core's own room for them.

A connector that gets its records as files (a watched folder, an export it has fetched) is given this and need
not know how columns become records, which values are refused, or what a mapping says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..records import Record, RecordType
from .connector import Refused


@dataclass(frozen=True)
class Part:
    """Some rows of a table: the records they gave, and what was refused."""

    records: Sequence[Record]
    refused: Sequence[Refused] = ()


class Table(Protocol):
    """One file."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def types(self) -> Sequence[RecordType]:
        """The kinds of records its rows give."""

    def parts(self) -> Iterator[Part]:
        """Read it, some rows at a time; memory does not grow with the file.

        Raises:
            UserInputError: the file as a whole can't be read.
        """


class OpensBundles(Protocol):
    """Finds the tables of a bundle."""

    def __call__(self, path: Path, mapping: str | None = None) -> Sequence[Table]:
        """Return the tables of a folder, zip or file, parents first; only names are read yet.

        Args:
            path: Where it is.
            mapping: A mapping file, or the name of one that ships; None for the bundle's own format.

        Raises:
            UserInputError: nothing there, no deals, or files and mapping do not fit together.
        """

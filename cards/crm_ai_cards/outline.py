"""A block as plain structure: headings, paragraphs and lists of marked text, nothing else.

A block says once what it has to say; each text host writes that down in its own notation and escapes it
there. So a new block can't forget to escape, and a new host needs to know four nodes, not every block. A node may carry
a drawing of what it says, for hosts that can draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .drawing import Drawing

Style = Literal["plain", "strong", "em"]


@dataclass(frozen=True)
class Run:
    """Some text; with `url` a link (hosts drop addresses that are not plain http(s))."""

    text: str
    style: Style = "plain"
    url: str | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """Title of a part of the card."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Lines of one thought."""

    lines: tuple[Line, ...]
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Items:
    """A list; each item is its lines, the first of which stands beside the bullet.

    `drawings`, if there are any, belong to the items in order.
    """

    items: tuple[tuple[Line, ...], ...]
    ordered: bool = False
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells under their columns; `numeric` names the columns that hold numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()

    def items(self) -> Items:
        """Return the table as a list, for hosts that have no tables."""
        return Items(tuple(self._item(row) for row in self.rows))

    def _item(self, row: Sequence[str]) -> tuple[Line, ...]:
        first, *others = row
        said = " · ".join(
            f"{name}: {cell}" for name, cell in zip(self.columns[1:], others, strict=True) if cell
        )
        return (line(strong(first)), line(said)) if said else (line(strong(first)),)


Node = Heading | Paragraph | Items | Table


def line(*parts: str | Run) -> Line:
    """Return a line of runs; strings are plain text."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def strong(text: str) -> Run:
    """Return text to be stressed."""
    return Run(text, "strong")


def em(text: str) -> Run:
    """Return text to be set apart, such as a quotation."""
    return Run(text, "em")

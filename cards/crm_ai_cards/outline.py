"""A block as plain structure: headings, paragraphs and lists of marked text, nothing else.

A block says once what it has to say; each text host writes that down in its own notation and escapes it
there. So a new block can't forget to escape, and a new host needs to know three nodes, not every block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True)
class Items:
    """A list; each item is its lines, the first of which stands beside the bullet."""

    items: tuple[tuple[Line, ...], ...]
    ordered: bool = False


Node = Heading | Paragraph | Items


def line(*parts: str | Run) -> Line:
    """Return a line of runs; strings are plain text."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def strong(text: str) -> Run:
    """Return text to be stressed."""
    return Run(text, "strong")


def em(text: str) -> Run:
    """Return text to be set apart, such as a quotation."""
    return Run(text, "em")

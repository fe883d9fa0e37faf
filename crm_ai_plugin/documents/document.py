"""What a document comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A stretch of text under one heading, or on one page.

    Attributes:
        text: Paragraphs, an empty line between them.
        page: From 1, where the format has pages.
        heading: The headings it stands under, outermost first, joined by " › "; "" for none.
    """

    text: str
    page: int | None = None
    heading: str = ""


@dataclass(frozen=True)
class Document:
    """A document as text. `pages` is None where the format has none."""

    title: str
    media_type: str
    sections: Sequence[Section]
    pages: int | None = None


@dataclass(frozen=True)
class Line:
    """What a reader found next: a heading of some level (1 outermost), or a paragraph (level 0)."""

    text: str
    level: int = 0


def sections_of(lines: Sequence[Line]) -> list[Section]:
    """Return paragraphs gathered under the headings they follow."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    held: list[str] = []

    def close() -> None:
        if held:
            found.append(Section("\n\n".join(held), heading=" › ".join(text for _, text in path)))
            held.clear()

    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if line.level == 0:
            held.append(text)
            continue
        close()
        while path and path[-1][0] >= line.level:
            path.pop()
        path.append((line.level, text[:MOST_HEADING]))
    close()
    return found


MOST_HEADING = 120
"""Characters of a heading; a longer one is a paragraph that was marked as one."""

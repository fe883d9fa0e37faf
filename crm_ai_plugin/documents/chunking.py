"""Document → passages: short enough to be quoted and embedded, each on one page or under one heading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document

SIZE = 900
"""Characters of a passage: a long paragraph, about 200 tokens."""
OVERLAP = 150
"""Most that a passage repeats of the one before, so that what stands across the cut is found in one piece."""
MOST_PASSAGES = 5_000
"""Of one document."""
_BORDER = re.compile(r"(?<=[.!?…])\s+|\n{2,}|\n")


@dataclass(frozen=True)
class Passage:
    """A stretch of a section, word for word."""

    text: str
    page: int | None
    heading: str


def passages(document: Document) -> list[Passage]:
    """Return the passages in order. None crosses a page or a heading, so that what is cited by page stands there."""
    found: list[Passage] = []
    for section in document.sections:
        for text in _pieces(section.text):
            found.append(Passage(text, section.page, section.heading))
            if len(found) >= MOST_PASSAGES:
                return found
    return found


def _pieces(text: str) -> Iterator[str]:
    """Yield verbatim stretches of at most `SIZE` characters, cut at sentences where that is possible."""
    borders = [*(match.end() for match in _BORDER.finditer(text)), len(text)]
    start = done = 0
    while done < len(text):
        at = bisect_right(borders, start + SIZE) - 1
        end = borders[at] if at >= 0 else 0
        if end <= done:
            # The next sentence does not fit beside what would be repeated, or not at all.
            start = done
            at = bisect_right(borders, start + SIZE) - 1
            end = borders[at] if at >= 0 and borders[at] > done else _inside(text, start)
        piece = text[start:end].strip()
        if piece:
            yield piece
        done = end
        # The next one begins with the last whole sentences of this one, if there is room for any.
        again = bisect_left(borders, end - OVERLAP)
        start = borders[again] if borders[again] < end else end


def _inside(text: str, start: int) -> int:
    """Return where to cut a sentence that is longer than a passage: at a word, or anywhere if there is none."""
    space = text.rfind(" ", start + SIZE // 2, start + SIZE)
    return space + 1 if space > 0 else min(start + SIZE, len(text))

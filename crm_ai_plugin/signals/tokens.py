"""Words and sentences with their places in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Bounded repetitions only: each position costs a constant, whatever the text.
_WORD = re.compile(r"[^\W_]{1,64}|%")
_BOUNDARY = re.compile(
    r"[.!?…]{1,4}[\"'”’)\]]{0,2}(?=\s|$)|\n(?=[ \t]{0,8}(?:[-*•–]|\d{1,2}[.)]))|\n[ \t]{0,8}\n|\n"
)
_WRAPPED_LINE = 45
"""A line shorter than this was not broken by a mail program's line wrap, so its end ends the sentence."""


class Sentence:
    """A sentence: its range in the text and its folded words."""

    __slots__ = ("_places", "_text", "end", "start", "words")

    def __init__(self, text: str, start: int, end: int, words: tuple[str, ...]) -> None:
        """Keep the range; where the words stand is looked up when somebody asks."""
        self._text = text
        self._places: tuple[tuple[int, int], ...] | None = None
        self.start = start
        self.end = end
        self.words = words

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The range of each word in the text."""
        if self._places is None:
            self._places = tuple(match.span() for match in _WORD.finditer(self._text, self.start, self.end))
        return self._places


def fold(text: str) -> str:
    """Return `text` without case and accents; the length may change."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of ``text[start:end]`` that hold at least one word, in order."""
    begin = line_start = start
    for boundary in _BOUNDARY.finditer(text, start, end):
        mark = boundary.group()
        if mark == "\n":
            wrapped = boundary.start() - line_start >= _WRAPPED_LINE
            following = text[boundary.end() : boundary.end() + 10].lstrip(" \t")
            line_start = boundary.end()
            if wrapped and following[:1] not in "-*•–":
                continue
        stop = boundary.start() if mark.startswith("\n") else boundary.end()
        yield from _sentence(text, begin, stop)
        begin = boundary.end()
        if "\n" in mark:
            line_start = begin
    yield from _sentence(text, begin, end)


def words_of(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the folded words of ``text[start:end]``."""
    words = _WORD.findall(text, start, end)
    joined = "\n".join(words)
    if joined.isascii():
        return tuple(joined.lower().split("\n")) if words else ()
    return tuple(fold(word) for word in words)


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    words = words_of(text, start, end)
    if words:
        yield Sentence(text, start, end, words)

"""A place in a text where something is said."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TEXT = 20_000
"""Characters of a text that are read; what lies beyond is ignored."""

MAX_QUOTE = 240
"""Longest quote in characters."""


@dataclass(frozen=True, slots=True)
class Span:
    """One finding: `quote` is exactly ``text[start:end]``, the sentence around the phrase or a window of it.

    `language` is the language of the phrase that matched, or ``""`` where none is meant (a name, a question
    mark).
    """

    topic: str
    start: int
    end: int
    quote: str
    language: str

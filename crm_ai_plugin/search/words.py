"""A text as words, and as pieces of words that match where endings and compounds differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from ..signals.tokens import fold

PIECE = 4
"""Characters of a piece. Four did best over eight European languages in McNamee and Mayfield, "Character N-Gram
Tokenization for European Language Text Retrieval" (2004)."""
_WORD = re.compile(r"[^\W_]{1,64}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Scripts without spaces between words: there a run of characters is no word."""


def words_of(text: str) -> list[str]:
    """Return the words without case and accents, in order; words that say nothing are left out."""
    empty = _empty()
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match.group()
        if _UNSPACED.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        elif word not in empty and (len(word) > 1 or word.isdigit()):
            found.append(word)
    return found


def pieces_of(words: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of words, their beginnings and ends marked; a short word is one piece."""
    for word in words:
        padded = f"<{word}>"
        if len(padded) <= PIECE:
            yield padded
        for at in range(len(padded) - PIECE + 1):
            yield padded[at : at + PIECE]


@cache
def _empty() -> frozenset[str]:
    text = (files("crm_ai_plugin.search") / "data" / "empty_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())

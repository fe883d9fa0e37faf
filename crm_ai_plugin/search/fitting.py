"""Which sentence of a text says most to a query."""

from __future__ import annotations

from ..signals.tokens import sentences
from .space import Space
from .words import pieces_of, words_of

MOST_QUOTE = 300
"""Characters of a quote; a longer sentence is cut at a word."""


def best_quote(query: str, text: str, space: Space) -> str:
    """Return the sentence of `text` that says most to `query`, verbatim; the first one among equals."""
    wanted = set(pieces_of(words_of(query)))
    near = space.vector(query)

    def says(span: tuple[int, int]) -> float:
        sentence = text[span[0] : span[1]]
        held = wanted.intersection(pieces_of(words_of(sentence)))
        return len(held) / max(1, len(wanted)) + float(space.vector(sentence) @ near)

    spans = [(one.start, one.end) for one in sentences(text, 0, len(text))]
    start, end = max(spans, key=says, default=(0, len(text)))
    quote = text[start:end].strip()
    return quote if len(quote) <= MOST_QUOTE else quote[:MOST_QUOTE].rsplit(" ", 1)[0]

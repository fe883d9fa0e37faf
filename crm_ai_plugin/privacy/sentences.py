"""Texts cut into sentences, the same way every time: what was taken out is found again by its mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A bracket ends one too: behind what was taken out ("[…]") the next sentence begins.
_END = re.compile(r"(?<=[.!?;\]])\s+|\r?\n")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (sentence, what separates it from the next); put together they are the text."""
    at = 0
    for found in _END.finditer(text):
        yield text[at : found.start()], found[0]
        at = found.end()
    yield text[at:], ""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without what is empty."""
    return [piece for piece, _ in pieces(text) if piece.strip(" >\t")]

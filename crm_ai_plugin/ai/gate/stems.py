"""Whether a word that no dictionary lists has the stem of one that is listed: matinaux, of matinal.

The stems are those of Snowball (M. F. Porter, "Snowball: A language for stemming algorithms", 2001). Stemming
a whole dictionary would take twenty seconds, so only the words that begin like the stem are stemmed, a few of
them: forms of one word stand close together where all are sorted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from .dictionaries import listed
from .language import everywhere

_ALGORITHMS = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
_MIN_STEM = 4
"""Letters two words must begin with to be forms of one; below that half the dictionary is related."""
_NEAR = 8
"""How many listed words are looked at behind the stem, and on both sides of the word."""


def related(code: str, small: str, beside: Iterable[str] = ()) -> int:
    """Return how many letters at the end of `small` are inflection of a listed word; 0 where none is related.

    Args:
        code: Of a language.
        small: A word in small letters that is not listed.
        beside: Further words that count as listed.
    """
    if code not in _ALGORITHMS:
        return 0
    wanted = snowball(code, small)
    begin = _common(small, wanted)
    if len(begin) < _MIN_STEM:
        return 0
    near = [*sorted_words(code).near(begin, small), *(word for word in beside if word.startswith(begin))]
    known = everywhere()
    for word in near[: 4 * _NEAR]:
        if word in known.names and word not in known.also_words:
            continue
        if len(word) >= _MIN_STEM and snowball(code, word) == wanted:
            return max(1, len(small) - len(begin))
    return 0


def _common(one: str, other: str) -> str:
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))]


@lru_cache(maxsize=20_000)
def snowball(code: str, small: str) -> str:
    """Return Snowball's stem of a word in small letters."""
    # A stemmer keeps its word while it works, so threads must not share one; making one takes no time.
    # A tenth of a second to import: all its languages come at once.
    import snowballstemmer  # type: ignore[import-untyped]  # noqa: PLC0415  # it brings no types

    return str(snowballstemmer.stemmer(_ALGORITHMS[code]).stemWord(small))


class SortedWords:
    """Words in order, as one run of bytes: a list of as many strings would take five times the memory."""

    def __init__(self, words: Iterable[str]) -> None:
        encoded = sorted(word.encode() for word in words)
        self._bytes = b"".join(encoded)
        lengths = np.fromiter((len(word) for word in encoded), dtype=np.int64, count=len(encoded))
        self._ends: NDArray[np.int64] = np.cumsum(lengths)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> bytes:
        start = int(self._ends[at - 1]) if at else 0
        return self._bytes[start : int(self._ends[at])]

    def near(self, begin: str, word: str) -> list[str]:
        """Return words that start with `begin`: the first ones, and those that stand next to `word`."""
        prefix = begin.encode()
        first = bisect_left(self, prefix)
        there = bisect_left(self, word.encode())
        places = dict.fromkeys(
            (*range(there - _NEAR, there + _NEAR), *range(first, first + _NEAR)),
        )
        found = (self[at] for at in places if first <= at < len(self))
        return [one.decode() for one in found if one.startswith(prefix)]


@cache
def sorted_words(code: str) -> SortedWords:
    """Return the dictionary of a language in order, made when it is first asked for."""
    return SortedWords(word for word in listed(code) if word.isalpha())

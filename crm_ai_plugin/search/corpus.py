"""The texts of one collection, asked by words and by pieces of words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .bm25 import Bm25, Floats
from .words import pieces_of, words_of

MOST_QUERY_WORDS = 64
"""A whole mail as a query must not cost more than a long sentence."""
WORDS, PIECES = 0.5, 1.0
"""Weights of words and of their pieces. A word that matches has pieces that match, so it counts in both."""
_SLACK = 1_000
"""Slots that may stand empty, beside as many as are in use."""


@dataclass(frozen=True)
class Lexical:
    """How much of one query each text holds, as of when it was asked."""

    _slots: dict[str, int]
    _scores: Floats

    def __contains__(self, key: object) -> bool:
        return key in self._slots

    def score(self, key: str) -> float:
        """Return a text's score, 0 for one that holds nothing of the query or is not there."""
        slot = self._slots.get(key)
        return 0.0 if slot is None else float(self._scores[slot])

    def best(self, limit: int) -> list[str]:
        """Return the keys of the best texts, equals by key."""
        scores = self._scores
        least = 0.0
        if len(scores) > limit:
            least = float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
        # Everything that ties with the last one stays until keys decide.
        held = [(key, score) for key, slot in self._slots.items() if (score := float(scores[slot])) > 0]
        if least > 0:
            held = [one for one in held if one[1] >= least - 1e-9]
        return [key for key, _ in sorted(held, key=lambda one: (-round(one[1], 9), one[0]))[:limit]]


class Corpus:
    """An index of texts by key. Not safe for two threads at once."""

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}
        self._used = 0
        self._words = Bm25()
        self._pieces = Bm25()

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all texts."""
        return frozenset(self._slots)

    def add(self, key: str, text: str) -> None:
        """Put a text in; a key that is known keeps its text."""
        if key in self._slots:
            return
        words = words_of(text)
        self._words.add(self._used, words)
        self._pieces.add(self._used, pieces_of(words))
        self._slots[key] = self._used
        self._used += 1

    def remove(self, keys: Iterable[str]) -> None:
        """Take texts out."""
        for key in keys:
            slot = self._slots.pop(key)
            self._words.remove(slot)
            self._pieces.remove(slot)
        if self._used > _SLACK + 2 * len(self._slots):
            # What comes and goes must not grow for ever.
            slots = list(self._slots.values())
            self._words, self._pieces = self._words.packed(slots), self._pieces.packed(slots)
            self._slots = {key: at for at, key in enumerate(self._slots)}
            self._used = len(self._slots)

    def ask(self, query: str) -> Lexical:
        """Return how much of `query` each text holds."""
        words = list(dict.fromkeys(words_of(query)))[:MOST_QUERY_WORDS]
        shares = WORDS * self._words.shares(words) + PIECES * self._pieces.shares(pieces_of(words))
        return Lexical(dict(self._slots), shares)

    def plain(self, query: str) -> list[tuple[str, float]]:
        """Return the texts that hold a word of `query` with their bare BM25 scores: what ours is compared with."""
        scores = self._words.scores(words_of(query))
        held = [(key, float(scores[slot])) for key, slot in self._slots.items() if scores[slot] > 0]
        return sorted(held, key=lambda one: (-one[1], one[0]))

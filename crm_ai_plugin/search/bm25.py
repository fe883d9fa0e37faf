"""An inverted index whose entries can come and go, asked for BM25 scores."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

K1, B = 1.2, 0.75
"""How soon more of the same word stops counting, and how much a long text is held against it."""


class Bm25:
    """Okapi BM25 over slots numbered from 0.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with an inverse
    document frequency that is never negative. Scores depend on what is in the index now, not on how it got there.
    """

    def __init__(self) -> None:
        self._slots: dict[str, array[int]] = {}
        self._counts: dict[str, array[int]] = {}
        self._holders: Counter[str] = Counter()
        """How many texts hold a word now."""
        self._lengths = array("d")
        # Numbers instead of words, in arrays: millions of objects would keep the garbage collector busy.
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._texts: dict[int, array[int]] = {}
        self._total = 0.0

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, slot: int, words: Iterable[str]) -> None:
        """Put a text into a slot that was never used: slots are given in rising order."""
        self._put(slot, Counter(words))

    def packed(self, slots: Iterable[int]) -> Bm25:
        """Return the same texts in slots numbered from 0, in this order."""
        found = Bm25()
        for to, slot in enumerate(slots):
            words = [self._names[number] for number in self._texts[slot]]
            found._put(to, Counter({word: self._count(word, slot) for word in words}))
        return found

    def _count(self, word: str, slot: int) -> int:
        return self._counts[word][self._slots[word].index(slot)]

    def _put(self, slot: int, counted: Counter[str]) -> None:
        while len(self._lengths) <= slot:
            self._lengths.append(0.0)
        length = float(counted.total())
        self._lengths[slot] = length
        self._total += length
        self._texts[slot] = array("L", [self._number(word) for word in counted])
        for word, count in counted.items():
            self._slots.setdefault(word, array("q")).append(slot)
            self._counts.setdefault(word, array("q")).append(count)
        self._holders.update(counted.keys())

    def remove(self, slot: int) -> None:
        """Take a text out; its words are gone from memory too."""
        for number in self._texts.pop(slot):
            word = self._names[number]
            at = self._slots[word].index(slot)
            del self._slots[word][at], self._counts[word][at]
            self._holders[word] -= 1
            if not self._holders[word]:
                del self._slots[word], self._counts[word], self._holders[word], self._numbers[word]
                self._names[number] = ""
        self._total -= self._lengths[slot]
        self._lengths[slot] = 0.0

    def _number(self, word: str) -> int:
        number = self._numbers.setdefault(word, len(self._names))
        if number == len(self._names):
            self._names.append(word)
        return number

    def idf(self, word: str) -> float:
        """Return how telling a word is; one that no text holds tells most."""
        holders = self._holders.get(word, 0)
        return math.log1p((len(self._texts) - holders + 0.5) / (holders + 0.5))

    def shares(self, words: Iterable[str]) -> Floats:
        """Return scores as shares of what a text of usual length has that holds each word once.

        A score alone says nothing of how good a match is; as a share of what was possible it can be compared
        between queries, and added to scores of another kind.
        """
        wanted = list(dict.fromkeys(words))
        possible = sum(self.idf(word) for word in wanted)
        return self.scores(wanted) / possible if possible else np.zeros(len(self._lengths))

    def scores(self, words: Iterable[str]) -> Floats:
        """Return the score of every slot, 0 where no word is held."""
        found = np.zeros(len(self._lengths))
        if not self._texts or not self._total:
            return found
        lengths = np.array(self._lengths)
        norm = K1 * (1 - B + B * lengths / (self._total / len(self._texts)))
        for word in dict.fromkeys(words):
            if word in self._slots:
                slots, counts = np.array(self._slots[word]), np.array(self._counts[word], dtype=np.float64)
                found[slots] += self.idf(word) * counts * (K1 + 1) / (counts + norm[slots])
        return found

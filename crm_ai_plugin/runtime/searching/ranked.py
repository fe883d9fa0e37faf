"""What comes of a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SearchedBy:
    """Whose vectors a ranking rests on: the local space's, or a model's.

    `reason` says why not the model's, where there is one: a code of its failure, ``embedding_unfinished``, or
    ``withheld`` for a query that must not leave.
    """

    model: str
    reason: str | None = None


@dataclass(frozen=True)
class Hit:
    """One text that was found. `fits`: it says something to the query, and is not only the best there is."""

    id: str
    score: float
    fits: bool


@dataclass(frozen=True)
class Ranked:
    """A ranking, best first."""

    hits: Sequence[Hit]
    by: SearchedBy

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

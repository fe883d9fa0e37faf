"""What the customer's own documents say to an objection: cited beside the answers, never said as a fact in one.

A document is what somebody once wrote, a claim is what somebody approved and until when; only a claim is stated.
Why: ``docs/adr/documents-are-cited-not-stated.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...ports.question import Claim, FoundPassage, Question
from ...search import best_quote, local_space
from ...search.words import words_of

_MOST = 3
_SUPPORTS = 0.8
"""Share of a claim's words that a passage has to hold to support it; its numbers have to be there in any case."""


@dataclass(frozen=True)
class Cited:
    """A passage that is shown: the sentence that says most to the objection, verbatim, and claims it supports."""

    passage: FoundPassage
    quote: str
    supports: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        where = [self.passage.title]
        if self.passage.page is not None:
            where.append(f"page {self.passage.page}")
        if self.passage.heading and self.passage.heading != self.passage.title:
            where.append(self.passage.heading)
        return ", ".join(where)


def cited(question: Question, stated: Sequence[str]) -> list[Cited]:
    """Return the passages to show.

    Args:
        question: With the passages that were found, best first.
        stated: Ids of the claims that the answers state.
    """
    claims = {claim.id: claim for claim in question.claims if claim.id in stated}
    space = local_space()
    return [
        Cited(passage, best_quote(question.text, passage.text, space), _supported(passage, claims))
        for passage in question.passages[:_MOST]
    ]


def _supported(passage: FoundPassage, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    held = set(words_of(passage.text))
    return tuple(id_ for id_, claim in claims.items() if _holds(held, words_of(claim.text)))


def _holds(held: set[str], words: Sequence[str]) -> bool:
    if not words or any(word not in held for word in words if any(c.isdigit() for c in word)):
        return False
    return sum(word in held for word in words) / len(words) >= _SUPPORTS

"""Whether cards helped, in the words of who read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import NotFoundError
from ...insights import Insight
from ...store import Rated, Store


@dataclass(frozen=True)
class CardRatings:
    """Takes and counts ratings; one of each person for each thing, the last one counts."""

    store: Store

    def rate(
        self, workspace: str, insight: Insight, by: str, *, helpful: bool, note: str = "", claim: str = ""
    ) -> None:
        """Keep what somebody thinks of an insight, or of one claim in it.

        Args:
            workspace: Whose insight.
            insight: As they saw it.
            by: Who.
            helpful: Whether it helped.
            note: In their own words.
            claim: Id or key of what in it; empty: all of it.

        Raises:
            NotFoundError: there is no such claim in it.
        """
        if claim and claim not in _names(insight.payload):
            raise NotFoundError("there is no such claim in this card", code="claim_unknown")
        with self.store.workspace(workspace) as session:
            session.ratings.set(insight, claim, by, helpful=helpful, note=note.strip())

    def counts(self, workspace: str) -> Sequence[Rated]:
        """Return how often each kind of card helped."""
        with self.store.workspace(workspace) as session:
            return session.ratings.counts()


def _names(part: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Yield the ids and keys that an insight gives to its parts."""
    if isinstance(part, dict):
        yield from (str(part[name]) for name in ("id", "key") if isinstance(part.get(name), str))
        for one in part.values():
            yield from _names(one)
    elif isinstance(part, list):
        for one in part:
            yield from _names(one)

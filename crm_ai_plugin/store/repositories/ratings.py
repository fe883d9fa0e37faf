"""Ratings: whether cards and claims in them helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from ...insights import Insight
from ..tables.ratings import RatingTable
from ..types import clean_text
from .base import Repository


@dataclass(frozen=True)
class Rated:
    """How often a kind of card, or claims in it, helped and how often not."""

    kind: str
    helpful: int
    not_helpful: int


class Ratings(Repository):
    """The ratings of one workspace."""

    def set(self, insight: Insight, claim: str, by: str, *, helpful: bool, note: str) -> None:
        """Keep what somebody thinks of an insight, or one claim in it, in place of what they thought before."""
        row = {
            "insight_id": insight.id,
            "claim": claim,
            "by": by,
            "kind": insight.kind,
            "subject_type": insight.subject.type,
            "subject_id": insight.subject.id,
            "connection": insight.connection,
            "helpful": helpful,
            "note": clean_text(note),
            "at": self._now(),
        }
        statement = self._insert(RatingTable)
        new = statement.excluded
        self._run(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "insight_id", "claim", "by"],
                set_={"helpful": new.helpful, "note": new.note, "at": new.at},
            ),
            [row],
        )

    def counts(self) -> Sequence[Rated]:
        """Return how often each kind of card helped, by kind; claims count as their card does."""
        table = RatingTable
        helped = func.sum(case((table.helpful, 1), else_=0))
        query = select(table.kind, helped, func.count(table.kind)).group_by(table.kind).order_by(table.kind)
        return [Rated(kind, int(yes), int(n - yes)) for kind, yes, n in self._run(query)]

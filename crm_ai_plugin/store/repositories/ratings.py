"""Ratings: whether cards and claims in them helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from ...insights import Insight
from ..tables.ratings import RatingTable
from ..types import clean_text
from .base import Repository


@dataclass(frozen=True)
class Rating:
    """What somebody said of a card, or of one claim in it.

    Attributes:
        claim: Id or key of what in it; empty: all of it.
        by: Who.
        helpful: Whether it helped.
        note: In their own words.
        host: Where they read it.
        proven: Whether it is known that they are `by`.
        at: When they said it.
    """

    claim: str
    by: str
    helpful: bool
    note: str
    host: str
    proven: bool
    at: datetime


@dataclass(frozen=True)
class Rated:
    """How often a kind of card, or claims in it, helped on one host and how often not; `told`: by whom isn't proven."""

    kind: str
    host: str
    helpful: int
    not_helpful: int
    told: int


@dataclass(frozen=True)
class RatedSpan:
    """How often cards helped in a span of time; `span` is its place among those asked for."""

    span: int
    helpful: int
    not_helpful: int


@dataclass(frozen=True)
class RatingReason:
    """Why a card did not help, in somebody's words."""

    kind: str
    host: str
    note: str
    at: datetime


class Ratings(Repository):
    """The ratings of one workspace."""

    def set(self, insight: Insight, rating: Rating) -> None:
        """Keep what somebody thinks of an insight, or one claim in it, in place of what they thought before.

        What they said earlier than what is kept changes nothing, however late it comes, or comes again.
        """
        row = {
            "insight_id": insight.id,
            "claim": rating.claim,
            "by": rating.by,
            "kind": insight.kind,
            "subject_type": insight.subject.type,
            "subject_id": insight.subject.id,
            "connection": insight.connection,
            "helpful": rating.helpful,
            "note": clean_text(rating.note),
            "at": rating.at,
            "host": rating.host,
            "proven": rating.proven,
        }
        statement = self._insert(RatingTable)
        new = statement.excluded
        said = ("helpful", "note", "at", "host", "proven")
        self._run(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "insight_id", "claim", "by"],
                set_={name: new[name] for name in said},
                where=new.at >= RatingTable.at,
            ),
            [row],
        )

    def counts(self) -> Sequence[Rated]:
        """Return how often each kind of card helped, by kind and host; claims count as their card does."""
        table = RatingTable
        query = (
            select(table.kind, table.host, _HELPED, func.count(), func.sum(case((table.proven, 0), else_=1)))
            .group_by(table.kind, table.host)
            .order_by(table.kind, table.host)
        )
        return [
            Rated(kind, host, int(yes), int(n - yes), int(told))
            for kind, host, yes, n, told in self._run(query)
        ]

    def over_time(self, starts: Sequence[datetime]) -> Sequence[RatedSpan]:
        """Return how often cards helped in each span that has ratings.

        Args:
            starts: When each span begins, ascending; it lasts until the next one, the last one for ever.
        """
        table = RatingTable
        span = case(*((table.at >= at, n) for n, at in reversed(list(enumerate(starts)))), else_=-1)
        query = (
            select(span.label("span"), _HELPED, func.count())
            .where(table.at >= starts[0])
            .group_by("span")
            .order_by("span")
        )
        return [RatedSpan(int(n), int(yes), int(all_ - yes)) for n, yes, all_ in self._run(query)]

    def reasons(self, most: int) -> Sequence[RatingReason]:
        """Return at most `most` reasons why cards did not help, newest first."""
        table = RatingTable
        query = (
            select(table.kind, table.host, table.note, table.at)
            .where(~table.helpful, table.note != "")
            .order_by(table.at.desc(), table.insight_id, table.claim, table.by)
            .limit(most)
        )
        return [RatingReason(*row) for row in self._run(query)]


_HELPED = func.sum(case((RatingTable.helpful, 1), else_=0))

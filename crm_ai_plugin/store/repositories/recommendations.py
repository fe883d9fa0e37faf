"""Recommendations: what was considered, with the chance that it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from ...insights import Subject
from ...ports.feature import Recommendation
from ...records import Outcome
from ..tables.deals import DealTable
from ..tables.feedback import FeedbackLogTable
from ..tables.insights import InsightTable
from ..tables.recommendations import RecommendationTable
from .base import Repository


@dataclass(frozen=True)
class Episode:
    """The first time an action was to be shown for a deal that has closed since.

    `facts` and `p` are what was known and said at that moment, `shown` is False where chance held it back.
    """

    connection: str
    subject_id: str
    key: str
    insight_id: str
    at: datetime
    as_of: datetime
    shown: bool
    propensity: float
    facts: Mapping[str, Any] = field(repr=False)
    p: float | None
    closed_at: datetime
    won: bool


class Recommendations(Repository):
    """The recommendations of one workspace, by insight version."""

    def log(
        self, insight_id: str, connection: str, subject: Subject, made: Sequence[Recommendation], at: datetime
    ) -> None:
        """Store all candidates of an insight version, shown or not. The insight must be stored before."""
        rows = [
            {
                "insight_id": insight_id,
                "key": item.key,
                "position": position,
                "connection": connection,
                "subject_type": subject.type,
                "subject_id": subject.id,
                "rank": item.rank,
                "shown": item.shown,
                "propensity": item.propensity,
                "expected_effect": item.expected_effect,
                "trigger": item.trigger,
                "at": at,
            }
            for position, item in enumerate(made)
        ]
        if rows:
            self._run(self._insert(RecommendationTable), rows)

    def for_insight(self, insight_id: str) -> Sequence[Recommendation]:
        """Return the candidates of an insight version as they were logged."""
        table = RecommendationTable
        query = select(
            table.key, table.rank, table.shown, table.propensity, table.expected_effect, table.trigger
        ).where(table.insight_id == insight_id)
        return [Recommendation(*row) for row in self._run(query.order_by(table.position))]

    def episodes(self, kind: str, limit: int = 50_000) -> Sequence[Episode]:
        """Return the first time of every action for every deal that has closed since, those that closed last first.

        An action that chance held back counts like one that was shown: both were to be shown.
        """
        table, deal, insight = RecommendationTable, DealTable, InsightTable
        place = func.row_number().over(
            partition_by=(table.connection, table.subject_id, table.key),
            order_by=(insight.version, table.insight_id),
        )
        first = (
            select(table, place.label("place"))
            .join(insight, insight.id == table.insight_id)
            .where(insight.kind == kind, table.subject_type == "deal", table.rank.is_not(None))
            .subquery()
        )
        made = aliased(table, first)
        query = (
            select(
                made.connection,
                made.subject_id,
                made.key,
                made.insight_id,
                made.at,
                insight.as_of,
                made.shown,
                made.propensity,
                insight.payload["facts"],
                insight.payload[("score", "p_win", "value")].as_float(),
                deal.closed_at,
                deal.outcome == Outcome.WON.value,
            )
            .join(insight, insight.id == made.insight_id)
            .join(deal, and_(deal.connection == made.connection, deal.id == made.subject_id))
            .where(
                first.c.place == 1,
                deal.outcome != Outcome.OPEN.value,
                insight.as_of < deal.closed_at,
            )
            .order_by(deal.closed_at.desc(), made.connection, made.subject_id, made.key)
            .limit(limit)
        )
        return [
            Episode(
                connection=row[0],
                subject_id=row[1],
                key=row[2],
                insight_id=row[3],
                at=row[4],
                as_of=row[5],
                shown=row[6],
                propensity=row[7],
                facts=row[8] or {},
                p=row[9],
                closed_at=row[10],
                won=row[11],
            )
            for row in self._run(query)
        ]

    def stamp(self, kind: str) -> tuple[object, ...]:
        """Return what differs as soon as advice was given, an answer came in, or a deal closed: a stale report's mark."""
        counted = (
            select(func.count(), func.max(RecommendationTable.at)),
            select(func.count(), func.max(FeedbackLogTable.id)).where(FeedbackLogTable.kind == kind),
            select(func.count(), func.max(DealTable.closed_at)).where(
                DealTable.outcome != Outcome.OPEN.value
            ),
        )
        return tuple(value for query in counted for value in self._run(query).one())

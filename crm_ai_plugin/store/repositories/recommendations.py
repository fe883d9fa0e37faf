"""Recommendations: what was considered, with the chance that it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ...insights import Subject
from ...ports.feature import Recommendation
from ..tables.recommendations import RecommendationTable
from .base import Repository


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

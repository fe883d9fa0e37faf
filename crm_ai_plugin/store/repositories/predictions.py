"""What models said of open deals, to be held against how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, select

from ..tables.deals import DealTable
from ..tables.learned import PredictionTable
from .base import Repository

_STEP = 0.005
_ANEW = timedelta(days=7)
_CHUNK = 500


@dataclass(frozen=True)
class PredictionRow:
    """The chance of one deal as a model saw it.

    Attributes:
        connection: Where the deal comes from.
        deal_id: The CRM's id.
        as_of: When it was so.
        p: The chance of winning, with the bounds `low` and `high` of its 90 % interval.
        model: Names the fitted model.
        kind: Which kind of model that is.
    """

    connection: str
    deal_id: str
    as_of: datetime
    p: float
    low: float
    high: float
    model: str
    kind: str


@dataclass(frozen=True)
class SettledPrediction:
    """A prediction on a deal that has ended since."""

    prediction: PredictionRow
    won: bool
    closed_at: datetime


class Predictions(Repository):
    """The predictions of one workspace."""

    def log(self, rows: Sequence[PredictionRow]) -> int:
        """Keep predictions of one look at each deal; returns how many were kept.

        One that says what the last one said (to half a point, the same model) is kept once a week.
        """
        before = self._last(rows)
        news = [row for row in rows if _is_news(row, before.get((row.connection, row.deal_id)))]
        if news:
            values = [dict(row.__dict__) for row in news]
            self._run(self._insert(PredictionTable).on_conflict_do_nothing(), values)
        return len(news)

    def of_deal(self, connection: str, deal_id: str) -> Sequence[PredictionRow]:
        """Return what was said of a deal, oldest first."""
        table = PredictionTable
        query = self._rows().where(table.connection == connection, table.deal_id == deal_id)
        return [PredictionRow(*row) for row in self._run(query.order_by(table.as_of))]

    def settled(self, since: datetime, model: str | None = None) -> Sequence[SettledPrediction]:
        """Return the predictions on deals that closed after `since` and after they were made, by time of closing.

        Args:
            since: Deals that closed later.
            model: Only what this model said.
        """
        table, deals = PredictionTable, DealTable
        same = and_(deals.connection == table.connection, deals.id == table.deal_id)
        query = (
            self._rows()
            .add_columns(deals.outcome, deals.closed_at)
            .join(deals, same)
            .where(deals.outcome != "open", deals.closed_at > since, deals.closed_at > table.as_of)
            .order_by(deals.closed_at, table.connection, table.deal_id, table.as_of)
        )
        if model is not None:
            query = query.where(table.model == model)
        return [
            SettledPrediction(PredictionRow(*row[:-2]), row[-2] == "won", row[-1]) for row in self._run(query)
        ]

    def prune(self, before: datetime) -> int:
        """Forget predictions made before `before`; returns how many."""
        table = PredictionTable
        return self._run(delete(table).where(table.as_of < before)).rowcount

    def _last(self, rows: Sequence[PredictionRow]) -> dict[tuple[str, str], PredictionRow]:
        table = PredictionTable
        found: dict[tuple[str, str], PredictionRow] = {}
        for connection in sorted({row.connection for row in rows}):
            ids = sorted({row.deal_id for row in rows if row.connection == connection})
            for start in range(0, len(ids), _CHUNK):
                newest = (
                    select(table.deal_id, func.max(table.as_of).label("as_of"))
                    .where(table.connection == connection, table.deal_id.in_(ids[start : start + _CHUNK]))
                    .group_by(table.deal_id)
                )
                dates = {row[0]: row[1] for row in self._run(newest)}
                query = self._rows().where(
                    table.connection == connection,
                    table.deal_id.in_(sorted(dates)),
                    table.as_of.in_(sorted(set(dates.values()))),
                )
                for row in self._run(query):
                    one = PredictionRow(*row)
                    if dates[one.deal_id] == one.as_of:
                        found[one.connection, one.deal_id] = one
        return found

    @staticmethod
    def _rows() -> Any:  # noqa: ANN401  # a SELECT
        table = PredictionTable
        return select(
            table.connection,
            table.deal_id,
            table.as_of,
            table.p,
            table.low,
            table.high,
            table.model,
            table.kind,
        )


def _is_news(row: PredictionRow, last: PredictionRow | None) -> bool:
    if last is None:
        return True
    if row.as_of <= last.as_of:
        return False
    same = row.model == last.model and abs(row.p - last.p) < _STEP
    return not same or row.as_of - last.as_of >= _ANEW

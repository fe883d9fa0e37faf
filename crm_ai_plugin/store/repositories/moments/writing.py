"""Keeping moments current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, delete, func, or_, select

from ....ports.moments import Layout, Moment
from ...tables.deal_moments import DealMomentTable, MomentLayoutTable
from ...tables.deals import DealTable
from ..base import Query, Repository
from .packing import pack

_CHUNK = 500


@dataclass(frozen=True)
class Measured:
    """How moments are measured: by which columns, against what is usual, and whether at every stage."""

    layout: Layout
    usual: str
    stages: bool = False


class StaleDeal(NamedTuple):
    """A deal whose moments have to be measured."""

    connection: str
    deal_id: str


class MomentWriter(Repository):
    """Writes the moments of one workspace."""

    def replace(
        self,
        connection: str,
        deal_ids: Sequence[str],
        moments: Sequence[Moment],
        how: Measured,
    ) -> int:
        """Store the moments of deals; what was stored of these deals before is gone.

        Args:
            connection: Of the deals.
            deal_ids: Whose moments these are, all of them.
            moments: What was measured; a deal may have none.
            how: How they were measured.

        Returns:
            How many are stored.
        """
        layout = how.layout
        known = {"name": layout.name, "numbers": list(layout.numbers), "texts": list(layout.texts)}
        self._run(self._insert(MomentLayoutTable).on_conflict_do_nothing(), [known])
        self.drop(connection, deal_ids)
        content = self._contents(connection, deal_ids)
        now = self._now()
        rows = [
            {
                "connection": connection,
                "deal_id": one.deal_id,
                "kind": one.kind,
                "place": one.place,
                "at": one.at,
                "outcome": one.outcome,
                "created_at": one.created_at,
                "closed_at": one.closed_at,
                "pipeline": one.pipeline,
                "stage": one.stage,
                "owner_id": one.owner_id,
                "company_id": one.company_id,
                "amount": one.amount,
                "currency": one.currency,
                "content": content[one.deal_id],
                "usual": how.usual,
                "stages": how.stages,
                "measured_at": now,
                **pack(one, layout),
            }
            # In one order everywhere: two workers would otherwise lock each other out.
            for one in sorted(moments, key=lambda m: (m.deal_id, m.kind, m.place))
            if one.connection == connection and one.deal_id in content
        ]
        if rows:
            # Two workers may have measured the same deal; both saw the same.
            self._run(self._insert(DealMomentTable).on_conflict_do_nothing(), rows)
        return len(rows)

    def drop(self, connection: str, deal_ids: Sequence[str]) -> int:
        """Delete the moments of deals; returns how many."""
        table, dropped = DealMomentTable, 0
        for start in range(0, len(deal_ids), _CHUNK):
            chunk = sorted(deal_ids[start : start + _CHUNK])
            dropped += self._run(
                delete(table).where(table.connection == connection, table.deal_id.in_(chunk))
            ).rowcount
        return dropped

    def stale(self, how: Measured, limit: int) -> list[StaleDeal]:
        """Return closed deals whose moments are missing, older than its record or measured otherwise."""
        deals = DealTable
        query = self._stale(how).order_by(deals.closed_at.desc(), deals.connection, deals.id).limit(limit)
        return [StaleDeal(*row) for row in self._run(query)]

    def count_stale(self, how: Measured) -> int:
        """Return how many closed deals have to be measured."""
        return int(self._session.scalar(select(func.count()).select_from(self._stale(how).subquery())) or 0)

    def _stale(self, how: Measured) -> Query:
        deals, moments = DealTable, DealMomentTable
        same = and_(
            moments.connection == deals.connection,
            moments.deal_id == deals.id,
            moments.kind == "life",
            moments.place == 0,
        )
        otherwise = [
            moments.deal_id.is_(None),
            moments.layout != how.layout.name,
            moments.usual != how.usual,
            moments.content != deals.content_hash,
        ]
        if how.stages:
            otherwise.append(moments.stages.is_(False))
        return (
            select(deals.connection, deals.id)
            .outerjoin(moments, same)
            .where(
                deals.outcome != "open",
                deals.closed_at.is_not(None),
                or_(*otherwise),
            )
        )

    def _contents(self, connection: str, deal_ids: Sequence[str]) -> dict[str, int]:
        table, found = DealTable, {}
        for start in range(0, len(deal_ids), _CHUNK):
            chunk = sorted(deal_ids[start : start + _CHUNK])
            query = select(table.id, table.content_hash).where(
                table.connection == connection, table.id.in_(chunk)
            )
            found.update({row[0]: row[1] for row in self._run(query)})
        return found

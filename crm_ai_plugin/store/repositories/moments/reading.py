"""Reading many moments at once, as arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal

import numpy as np
from sqlalchemy import ColumnElement, func, select

from ....ports.moments import OUTCOMES, Layout, MomentBatch, MomentKind, days, objects
from ...tables.deal_moments import DealMomentTable, MomentLayoutTable
from .packing import Unpacked, unpack
from .writing import MomentWriter

_PLAIN = (
    "connection",
    "deal_id",
    "place",
    "at",
    "created_at",
    "closed_at",
    "outcome",
    "pipeline",
    "stage",
    "owner_id",
    "company_id",
    "amount",
    "currency",
)
_PACKED = ("layout", "numbers", "texts", "more")


_AT_ONCE = 500
"""Ids in one statement: databases bound how many values one may carry."""


class MomentReader(MomentWriter):
    """Reads the moments of one workspace."""

    def read(
        self,
        kind: MomentKind = "life",
        outcome: Literal["won", "lost", "closed", "open"] | None = None,
        connection: str | None = None,
        only: Collection[str] | None = None,
        deals: Collection[tuple[str, str]] | None = None,
    ) -> MomentBatch:
        """Return moments as columns, oldest close first; 100,000 take about two seconds.

        Args:
            kind: Which look at the deals.
            outcome: Only deals that ended so.
            connection: Only deals of this connection.
            only: Only these columns; with none of them, the packed ones aren't even fetched.
            deals: Only these, by connection and id.
        """
        table = DealMomentTable
        names = (*_PLAIN, *_PACKED) if only is None or only else _PLAIN
        query = select(*(getattr(table, name) for name in names)).where(table.kind == kind)
        if outcome == "closed":
            query = query.where(table.outcome != "open")
        elif outcome is not None:
            query = query.where(table.outcome == outcome)
        if connection is not None:
            query = query.where(table.connection == connection)
        rows: list[Any] = []
        for part in [query] if deals is None else [query.where(chosen) for chosen in _chosen(deals)]:
            rows += self._run(part).all()
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        plain = dict(zip(_PLAIN, columns, strict=False))
        unpacked = Unpacked()
        if len(names) > len(_PLAIN):
            layout, numbers, texts, more = columns[len(_PLAIN) :]
            unpacked = unpack(self._layouts(), layout, numbers, texts, more, only)
        batch = MomentBatch(
            n=len(plain["deal_id"]),
            connection=objects(plain["connection"]),
            deal_id=objects(plain["deal_id"]),
            place=np.array(plain["place"], dtype=np.int64),
            at=days(plain["at"]),
            created_at=days(plain["created_at"]),
            closed_at=days(plain["closed_at"]),
            won=np.array([OUTCOMES[name] for name in plain["outcome"]], dtype=float),
            pipeline=objects(plain["pipeline"]),
            stage=objects(plain["stage"]),
            owner_id=objects(plain["owner_id"]),
            company_id=objects(plain["company_id"]),
            amount=np.array([np.nan if v is None else v for v in plain["amount"]], dtype=float),
            currency=objects(plain["currency"]),
            numbers=dict(sorted(unpacked.numbers.items())),
            texts=dict(sorted(unpacked.texts.items())),
            replayed=unpacked.replayed,
        )
        # Arrays are sorted in a fraction of the time that a database takes over rows of this width.
        return batch.take(
            np.lexsort(
                (
                    batch.deal_id.astype(str),
                    batch.connection.astype(str),
                    batch.place,
                    batch.created_at,
                    batch.closed_at,
                )
            )
        )

    def stamp(self, kind: MomentKind = "life") -> str:
        """Return a name of what is stored now; another name means that rows were written or deleted."""
        table = DealMomentTable
        found = self._run(
            select(func.count(), func.max(table.measured_at)).select_from(table).where(table.kind == kind)
        ).one()
        return f"{kind}:{found[0]}:{found[1].isoformat() if found[1] else ''}"

    def _layouts(self) -> dict[str, Layout]:
        table = MomentLayoutTable
        rows = self._run(select(table.name, table.numbers, table.texts))
        return {row[0]: Layout(row[0], tuple(row[1]), tuple(row[2])) for row in rows}


def _chosen(deals: Collection[tuple[str, str]]) -> Iterator[ColumnElement[bool]]:
    """Return the conditions that together choose some deals, each small enough for one statement."""
    for connection in sorted({connection for connection, _ in deals}):
        ids = sorted({deal_id for of, deal_id in deals if of == connection})
        for start in range(0, len(ids), _AT_ONCE):
            named = DealMomentTable.deal_id.in_(ids[start : start + _AT_ONCE])
            yield (DealMomentTable.connection == connection) & named

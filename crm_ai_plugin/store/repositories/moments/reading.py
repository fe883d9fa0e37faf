"""Reading many moments at once, as arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Table, func, select, type_coerce

from ....ports.moments import OUTCOMES, Floats, Layout, MomentBatch, MomentKind, objects
from ...collecting import uncollected
from ...tables.deal_moments import DealMomentTable, MomentLayoutTable
from .packing import Unpacked, shared, unpack
from .times import TimeAsStored, days_as_stored
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
_TIMES = ("at", "created_at", "closed_at")

_TABLE = cast("Table", DealMomentTable.__table__)
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
        """Return moments as columns, oldest close first; 100,000 take about a second.

        Args:
            kind: Which look at the deals.
            outcome: Only deals that ended so.
            connection: Only deals of this connection.
            only: Only these columns; with none of them, the packed ones aren't even fetched.
            deals: Only these, by connection and id.
        """
        # The bare table, and so the workspace by hand: a third of the time of reading rows through the mapping.
        table = _TABLE.c
        names = (*_PLAIN, *_PACKED) if only is None or only else _PLAIN
        query = select(*(_as_stored(name) for name in names)).where(
            table.workspace_id == self._session.scope.workspace_id, table.kind == kind
        )
        if outcome == "closed":
            query = query.where(table.outcome != "open")
        elif outcome is not None:
            query = query.where(table.outcome == outcome)
        if connection is not None:
            query = query.where(table.connection == connection)
        parts = [query] if deals is None else [query.where(chosen) for chosen in _chosen(deals)]
        with uncollected():
            rows = [row for part in parts for row in self._run(part).all()]
            return self._batch(rows, names, only)

    def _batch(self, rows: list[Any], names: Sequence[str], only: Collection[str] | None) -> MomentBatch:
        times = {name: days_as_stored([row[names.index(name)] for row in rows]) for name in _TIMES}
        # Few keys are sorted in a fraction of the time that a database takes over rows of this width.
        order = _order(rows, times["closed_at"], times["created_at"])
        rows = [rows[place] for place in order.tolist()]
        columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
        unpacked = Unpacked()
        if "layout" in columns:
            layout, numbers, texts, more = (columns.pop(name) for name in _PACKED)
            unpacked = unpack(self._layouts(), layout, numbers, texts, more, only)
        return MomentBatch(
            n=len(order),
            connection=objects(shared(columns["connection"])),
            deal_id=objects(columns["deal_id"]),
            place=np.array(columns["place"], dtype=np.int64),
            at=times["at"][order],
            created_at=times["created_at"][order],
            closed_at=times["closed_at"][order],
            won=np.array([OUTCOMES[name] for name in columns["outcome"]], dtype=float),
            pipeline=objects(shared(columns["pipeline"])),
            stage=objects(shared(columns["stage"])),
            owner_id=objects(shared(columns["owner_id"])),
            company_id=objects(shared(columns["company_id"])),
            amount=np.array(columns["amount"], dtype=float),
            currency=objects(shared(columns["currency"])),
            numbers=dict(sorted(unpacked.numbers.items())),
            texts=dict(sorted(unpacked.texts.items())),
            replayed=unpacked.replayed,
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


def _as_stored(name: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = _TABLE.c[name]
    return type_coerce(column, TimeAsStored) if name in _TIMES else column


def _order(rows: Sequence[Any], closed: Floats, created: Floats) -> NDArray[np.intp]:
    """Return the places of the rows, oldest close first; names are compared only where all else is equal."""
    place = np.array([row[_PLAIN.index("place")] for row in rows], dtype=np.int64)
    order = np.lexsort((place, created, closed))
    if len(order) < 2:
        return order
    keys = [np.nan_to_num(key, nan=np.inf)[order] for key in (closed, created, place.astype(float))]
    same = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    if same.any():
        run = np.concatenate([[0], np.cumsum(~same)])
        tied = np.flatnonzero(np.concatenate([same, [False]]) | np.concatenate([[False], same]))
        equal = [rows[row] for row in order[tied].tolist()]
        connections, deals = (np.array([row[at] for row in equal]) for at in (0, 1))
        order[tied] = order[tied][np.lexsort((deals, connections, run[tied]))]
    return order


def _chosen(deals: Collection[tuple[str, str]]) -> Iterator[ColumnElement[bool]]:
    """Return the conditions that together choose some deals, each small enough for one statement."""
    for connection in sorted({connection for connection, _ in deals}):
        ids = sorted({deal_id for of, deal_id in deals if of == connection})
        for start in range(0, len(ids), _AT_ONCE):
            named = _TABLE.c.deal_id.in_(ids[start : start + _AT_ONCE])
            yield (_TABLE.c.connection == connection) & named

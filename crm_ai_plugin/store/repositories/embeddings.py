"""Texts as vectors, and which of them lie nearest: by pgvector where the database has it, else in numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from sqlalchemy import Float, LargeBinary, and_, bindparam, delete, func, select, type_coerce

from ..neighbours import Neighbours
from ..tables.embeddings import EmbeddingTable
from ..tables.knowledge import PassageTable
from ..tables.objections import ObjectionTable
from ..vector import Embedding, Vector, is_pgvector
from .base import Repository

Collection = Literal["passages", "objections"]

_ITEMS: Mapping[Collection, type[PassageTable] | type[ObjectionTable]] = {
    "passages": PassageTable,
    "objections": ObjectionTable,
}
_IDS_PER_QUERY = 500
NOT_SEARCHED = "not_an_objection"
"""Category of what was asked about and is no objection."""


class Embeddings(Repository):
    """The vectors of one workspace. Those of one model are never compared with those of another.

    The search is exact. An approximate index would have to be one per model and filters by workspace behind it, so
    that a small workspace finds too little; at ten thousand vectors of a workspace looking at all of them is quick.
    """

    def put(self, collection: Collection, model: str, vectors: Mapping[str, Vector | None]) -> None:
        """Store vectors by item, in place of what was there; None for an item that has none."""
        if not vectors:
            return
        now = self._now()
        statement = self._insert(EmbeddingTable)
        changed = {name: getattr(statement.excluded, name) for name in ("vector", "at")}
        rows = [
            {
                "collection": collection,
                "model": model,
                "item_id": item,
                "vector": vector if vector is not None and np.any(vector) else None,
                "at": now,
            }
            for item, vector in vectors.items()
        ]
        keys = ["workspace_id", "collection", "model", "item_id"]
        self._run(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)

    def nearest(
        self, collection: Collection, model: str, vector: Vector, limit: int, also: Sequence[str] = ()
    ) -> dict[str, float]:
        """Return the cosine of the nearest items, and of those named in `also` that have a vector.

        Args:
            collection: Which texts.
            model: Whose vectors; `vector` has to be one of its own.
            vector: What is looked for.
            limit: How many of the nearest.
            also: Items whose cosine is wanted in any case.
        """
        if not np.any(vector):
            return {}
        if is_pgvector(self._session.get_bind().dialect):
            return self._in_database(collection, model, vector, limit, also)
        return self._in_numpy(collection, model, vector, limit, also)

    def vectors(self, collection: Collection, model: str, item_ids: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of those items that have one."""
        table = EmbeddingTable
        found: dict[str, Vector] = {}
        for at in range(0, len(item_ids), _IDS_PER_QUERY):
            query = select(table.item_id, table.vector).where(
                table.collection == collection,
                table.model == model,
                table.vector.is_not(None),
                table.item_id.in_(item_ids[at : at + _IDS_PER_QUERY]),
            )
            found |= {row[0]: row[1] for row in self._run(query)}
        return found

    def lacking(self, collection: Collection, model: str, limit: int) -> Sequence[tuple[str, str]]:
        """Return (id, text) of items that a model has not looked at."""
        item = _ITEMS[collection]
        query = self._without(collection, model, item.id, item.text).order_by(item.id).limit(limit)
        return [(row[0], row[1]) for row in self._run(query)]

    def count_lacking(self, collection: Collection, model: str) -> int:
        """Return how many items a model has not looked at."""
        return int(self._session.scalar(self._without(collection, model, func.count())) or 0)

    def length_lacking(self, collection: Collection, model: str) -> int:
        """Return how many characters the items have that a model has not looked at."""
        length = func.sum(func.length(_ITEMS[collection].text))
        return int(self._session.scalar(self._without(collection, model, length)) or 0)

    def models(self, collection: Collection) -> Mapping[str, int]:
        """Return how many items each model has looked at."""
        table = EmbeddingTable
        query = select(table.model, func.count()).where(table.collection == collection).group_by(table.model)
        return {row[0]: row[1] for row in self._run(query)}

    def forget(self, collection: Collection, item_ids: Sequence[str]) -> None:
        """Drop the vectors of some items."""
        table = EmbeddingTable
        for at in range(0, len(item_ids), _IDS_PER_QUERY):
            some = item_ids[at : at + _IDS_PER_QUERY]
            self._run(delete(table).where(table.collection == collection, table.item_id.in_(some)))

    def prune(self, collection: Collection, item_ids: Sequence[str]) -> int:
        """Drop the vectors of those items that are no longer there or have lost their text; returns how many.

        Called behind `put`, in the same transaction: whoever forgets a text at the same time is waited for here, or
        waits there.
        """
        item = _ITEMS[collection]
        gone = 0
        for at in range(0, len(item_ids), _IDS_PER_QUERY):
            some = item_ids[at : at + _IDS_PER_QUERY]
            here = select(item.id).where(item.id.in_(some), item.text != "").with_for_update(read=True)
            left = set(self._session.scalars(here))
            lost = [one for one in some if one not in left]
            if lost:
                self.forget(collection, lost)
            gone += len(lost)
        return gone

    def drop_models(self, collection: Collection, keep: Sequence[str]) -> int:
        """Drop the vectors of all models but these; returns how many."""
        table = EmbeddingTable
        return self._run(
            delete(table).where(table.collection == collection, table.model.not_in(keep))
        ).rowcount

    @staticmethod
    def _without(collection: Collection, model: str, *columns: Any) -> Any:  # noqa: ANN401  # a query of these columns
        item, table = _ITEMS[collection], EmbeddingTable
        looked_at = and_(table.item_id == item.id, table.collection == collection, table.model == model)
        query = select(*columns).select_from(item).outerjoin(table, looked_at)
        query = query.where(table.item_id.is_(None), item.text != "")
        return query.where(item.category != NOT_SEARCHED) if item is ObjectionTable else query

    def _in_database(
        self, collection: Collection, model: str, vector: Vector, limit: int, also: Sequence[str]
    ) -> dict[str, float]:
        table = EmbeddingTable
        wanted = bindparam("wanted", vector, type_=Embedding())
        distance = table.vector.op("<=>", return_type=Float())(wanted)
        query = select(table.item_id, distance).where(
            table.collection == collection, table.model == model, table.vector.is_not(None)
        )
        rows = list(self._run(query.order_by(distance, table.item_id).limit(limit)))
        if also:
            rows += list(self._run(query.where(table.item_id.in_(also))))
        return {row[0]: 1.0 - row[1] for row in rows}

    def _in_numpy(
        self, collection: Collection, model: str, vector: Vector, limit: int, also: Sequence[str]
    ) -> dict[str, float]:
        table = EmbeddingTable
        # As they are packed: unpacking each row by itself would take longer than comparing all of them.
        query = select(table.item_id, type_coerce(table.vector, LargeBinary())).where(
            table.collection == collection, table.model == model, table.vector.is_not(None)
        )
        rows = list(self._run(query))
        if not rows:
            return {}
        packed = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        return Neighbours([row[0] for row in rows], packed.reshape(len(rows), -1)).nearest(
            vector, limit, also
        )

"""Keeps what is gone from coming back out of a page that was read before it went."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from ....records import Record, RecordType
from ...tables.tombstones import TombstoneTable
from ..base import Repository
from .codec import digest, table_of

_CHUNK = 2000
_LONGEST_ID = 300


class Tombstones(Repository):
    """Deleted records of one workspace."""

    def put(self, connection: str, kind: RecordType, ids: Sequence[str], at: datetime) -> None:
        """Note that a reading which began at `at` showed these gone."""
        self._lock(connection, shared=False)
        for start in range(0, len(ids), _CHUNK):
            rows = [
                {"connection": connection, "kind": kind, "id": one, "at": at}
                for one in sorted(set(map(_stored, ids[start : start + _CHUNK])))
            ]
            insert = self._insert(TombstoneTable)
            statement = insert.on_conflict_do_update(
                index_elements=["workspace_id", "connection", "kind", "id"],
                set_={"at": insert.excluded["at"]},
            )
            self._run(statement, rows)

    def living(self, connection: str, records: Sequence[Record], read_at: datetime) -> list[Record]:
        """Return `records` without those that were found gone by a reading which began after `read_at`."""
        if not records:
            return []
        self._lock(connection, shared=True)
        table = TombstoneTable
        query = select(table.kind, table.id).where(table.connection == connection, table.at > read_at)
        gone = {(kind, id_) for kind, id_ in self._run(query)}
        if not gone:
            return list(records)
        return [one for one in records if not gone.intersection(_names(one))]

    def hold(self, connection: str) -> None:
        """Let whoever deletes wait until this transaction has ended."""
        self._lock(connection, shared=True)

    def prune(self, before: datetime) -> int:
        """Forget what was found gone before `before`; no page read by then is still under way."""
        return self._run(delete(TombstoneTable).where(TombstoneTable.at < before)).rowcount

    def _lock(self, connection: str, *, shared: bool) -> None:
        """Let who deletes wait for who stores, and the other way round: neither sees the other's rows before.

        SQLite has one writer at a time; what is read before the first write may be old by then, so the write
        lock is taken first, by a statement that changes nothing.
        """
        if self._dialect != "postgresql":
            self._run(
                delete(TombstoneTable).where(
                    TombstoneTable.connection == connection, TombstoneTable.kind == ""
                )
            )
            return
        workspace = self._session.scope.workspace_id
        name = hashlib.blake2b(f"{workspace}\x1f{connection}".encode(), digest_size=8).digest()
        number = int.from_bytes(name, "big", signed=True)
        take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        self._run(select(take(number)))


def _stored(id_: str) -> str:
    """An id that an index can hold; those that name a product are as long as it likes."""
    return id_ if len(id_) <= _LONGEST_ID else digest(id_)


def _names(record: Record) -> set[tuple[str, str]]:
    """(kind, id) of the record and of the deal it belongs to."""
    kind: str = table_of(type(record)).kind
    values: Any = record
    names = {(kind, _stored(str(values.id)))} if hasattr(record, "id") else set()
    deal_id = getattr(record, "deal_id", None)
    if deal_id is not None:
        names.add(("deal", deal_id))
    if kind == "deal_contact":
        names |= {(kind, _stored(f"{values.deal_id}:{values.contact_id}")), ("contact", values.contact_id)}
    return names

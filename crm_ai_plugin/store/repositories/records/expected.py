"""What a complete reading of a kind expects to see again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, select

from ....records import Record, RecordType
from ....records.activity import OWN_ID
from ...tables.expected import ExpectedTable
from ..base import Repository
from .codec import Key, codec_for, table_of, tables_by_kind

_CHUNK = 2000
_JOINT = "\x1f"
"""Between the parts of a key; no id of a CRM holds it."""


class Expected(Repository):
    """Expectations of one workspace."""

    def begin(self, connection: str, kind: RecordType) -> int:
        """Expect every stored record of a kind; what was expected before is forgotten.

        Returns:
            How many.
        """
        self.clear(connection, kind)
        table = tables_by_kind()[kind]
        columns = [getattr(table, name) for name in table.key]
        query = select(*columns).where(table.connection == connection)
        if kind == "activity":
            # What came another way than from the CRM is not there to be seen again.
            query = query.where(~columns[0].startswith(OWN_ID, autoescape=True))
        rows = iter(self._run(query).all())
        count = 0
        while chunk := list(islice(rows, _CHUNK)):
            values = [{"connection": connection, "kind": kind, "key": _JOINT.join(row)} for row in chunk]
            self._run(self._insert(ExpectedTable), values)
            count += len(chunk)
        return count

    def seen(self, connection: str, records: Iterable[Record]) -> None:
        """Note that these are there."""
        by_kind: dict[str, list[str]] = {}
        for record in records:
            codec = codec_for(table_of(type(record)))
            by_kind.setdefault(codec.table.kind, []).append(_JOINT.join(codec.encode(record)[0]))
        for kind, keys in by_kind.items():
            self._forget(connection, kind, keys)

    def left(self, connection: str, kind: RecordType, limit: int) -> Sequence[Key]:
        """Return keys of what has not been seen, at most `limit` of them."""
        table = ExpectedTable
        query = select(table.key).where(table.connection == connection, table.kind == kind)
        return [
            tuple(key.split(_JOINT)) for key in self._session.scalars(query.order_by(table.key).limit(limit))
        ]

    def count(self, connection: str, kind: RecordType) -> int:
        """Return how many have not been seen."""
        query = select(func.count(ExpectedTable.key)).where(*_of(connection, kind))
        return self._session.scalar(query) or 0

    def settled_of_deals(self, connection: str, deal_ids: Sequence[str]) -> None:
        """Forget what is expected of deals' people and products."""
        table = ExpectedTable
        for deal_id in deal_ids:
            whose = table.key.startswith(f"{deal_id}{_JOINT}", autoescape=True)
            kinds = table.kind.in_(("deal_contact", "line_item"))
            self._run(delete(table).where(table.connection == connection, kinds, whose))

    def settled(self, connection: str, kind: RecordType, keys: Iterable[Key]) -> None:
        """Forget some expectations: somebody has found out about them otherwise."""
        self._forget(connection, kind, [_JOINT.join(key) for key in keys])

    def clear(self, connection: str, kind: RecordType) -> None:
        """Forget all expectations of a kind."""
        self._run(delete(ExpectedTable).where(*_of(connection, kind)))

    def _forget(self, connection: str, kind: str, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), _CHUNK):
            part = sorted(keys[start : start + _CHUNK])
            self._run(delete(ExpectedTable).where(*_of(connection, kind), ExpectedTable.key.in_(part)))


def _of(connection: str, kind: str) -> tuple[Any, Any]:
    return ExpectedTable.connection == connection, ExpectedTable.kind == kind

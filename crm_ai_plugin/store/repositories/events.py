"""Events, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select

from ...errors import NotFoundError
from .. import ids
from ..tables.events import EventTable
from ..types import clean_text
from .base import Query, Repository

_LONGEST_KEY = 200


@dataclass(frozen=True)
class EventRow:
    """Something that happened in a CRM. `id` is given by the store; `value` may be personal data."""

    connection: str
    dedupe_key: str
    inbox_id: str | None
    kind: str
    record_type: str
    record_id: str
    occurred_at: datetime
    field: str | None = None
    value: str | None = dataclass_field(default=None, repr=False)
    echo: bool = False
    id: str = ""


class Events(Repository):
    """Events of one workspace."""

    def add_many(self, rows: Sequence[EventRow]) -> Sequence[EventRow]:
        """Store events and return those that were new, in the given order and with their ids."""
        first: dict[tuple[str, str], EventRow] = {}
        for row in rows:
            first.setdefault((row.connection, _stored_key(row.dedupe_key)), row)
        if not first:
            return []
        values = {name: _values(row, name[1]) for name, row in first.items()}
        statement = self._insert(EventTable).on_conflict_do_nothing()
        # In one order everywhere: two workers with the same events would otherwise lock each other out.
        in_order = [value for _, value in sorted(values.items())]
        added = self._run(statement.returning(EventTable.connection, EventTable.dedupe_key), in_order)
        new = {tuple(row) for row in added}
        return [replace(row, id=values[name]["id"]) for name, row in first.items() if name in new]

    def get(self, dedupe_key: str) -> EventRow | None:
        """Return the event of that key (the first, if several connections share it)."""
        query = (
            _rows().where(EventTable.dedupe_key == _stored_key(dedupe_key)).order_by(EventTable.id).limit(1)
        )
        row = self._run(query).one_or_none()
        return EventRow(*row) if row else None

    def find(self, name: str) -> Sequence[EventRow]:
        """Return the events that `name` means: an event's id or dedupe key, or the id of a delivery.

        Raises:
            NotFoundError: none.
        """
        table = EventTable
        named = or_(table.id == name, table.dedupe_key == _stored_key(name), table.inbox_id == name)
        found = [EventRow(*row) for row in self._run(_rows().where(named).order_by(table.id))]
        if not found:
            raise NotFoundError(f"there is no event or delivery {name!r}")
        return found

    def deliveries(self) -> Sequence[str]:
        """Return the ids of the deliveries in which this workspace's events came."""
        query = select(EventTable.inbox_id).where(EventTable.inbox_id.is_not(None)).distinct()
        return [one for one in self._session.scalars(query.order_by(EventTable.inbox_id)) if one]

    def longest_silence(self, connection: str, since: datetime, until: datetime) -> tuple[datetime, datetime]:
        """Return the longest stretch between two moments in which nothing happened, as far as we were told."""
        table = EventTable
        query = (
            select(table.occurred_at)
            .where(table.connection == connection, table.occurred_at > since, table.occurred_at < until)
            .order_by(table.occurred_at)
        )
        moments = [since, *self._session.scalars(query), until]
        return max(pairwise(moments), key=lambda stretch: stretch[1] - stretch[0])

    def list(self, limit: int = 100) -> Sequence[EventRow]:
        """Return the latest events by arrival, newest first."""
        return [EventRow(*row) for row in self._run(_rows().order_by(EventTable.id.desc()).limit(limit))]


def _stored_key(key: str) -> str:
    """A key as long as an index can hold; receivers may build keys from anything."""
    key = clean_text(key)
    if len(key) <= _LONGEST_KEY:
        return key
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _values(row: EventRow, key: str) -> dict[str, Any]:
    return {
        "connection": row.connection,
        "dedupe_key": key,
        "id": row.id or ids.new_id(ids.EVENT),
        "inbox_id": row.inbox_id,
        "kind": clean_text(row.kind),
        "record_type": row.record_type,
        "record_id": clean_text(row.record_id),
        "occurred_at": row.occurred_at,
        "field": row.field if row.field is None else clean_text(row.field),
        "value": row.value if row.value is None else clean_text(row.value),
        "echo": row.echo,
    }


def _rows() -> Query:
    table = EventTable
    return select(
        table.connection,
        table.dedupe_key,
        table.inbox_id,
        table.kind,
        table.record_type,
        table.record_id,
        table.occurred_at,
        table.field,
        table.value,
        table.echo,
        table.id,
    )

"""The inbox: every accepted webhook delivery, durable before it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update

from ...errors import NotFoundError
from ..tables.inbox import InboxTable
from .base import Query, Repository

InboxState = Literal["unparsed", "parsed", "rejected"]


@dataclass(frozen=True)
class InboxRow:
    """One HTTP request as it came. `id` sorts by arrival (``ids.new_id(ids.INBOX)``)."""

    id: str
    receiver: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime
    state: InboxState = "unparsed"
    reject_code: str | None = None


class Inbox(Repository):
    """Deliveries of all workspaces: whose they are turns out when they are parsed."""

    def insert_many(self, rows: Sequence[InboxRow]) -> None:
        """Store deliveries; an id that is there already is left alone."""
        values = [
            {
                "id": row.id,
                "receiver": row.receiver,
                "method": row.method,
                "url": row.url,
                "headers": dict(row.headers),
                "body": row.body,
                "received_at": row.received_at,
                "state": row.state,
                "reject_code": row.reject_code,
            }
            for row in rows
        ]
        if values:
            self._run(self._insert(InboxTable).on_conflict_do_nothing(), values)

    def unparsed(self, limit: int) -> list[InboxRow]:
        """Return what nobody has parsed yet, oldest first."""
        query = _rows().where(InboxTable.state == "unparsed").order_by(InboxTable.id).limit(limit)
        return [InboxRow(*row) for row in self._run(query)]

    def get(self, id: str) -> InboxRow:  # noqa: A002
        """Return one delivery.

        Raises:
            NotFoundError: unknown, or pruned.
        """
        row = self._run(_rows().where(InboxTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no delivery {id!r} in the inbox")
        return InboxRow(*row)

    def named(self, ids: Sequence[str]) -> list[InboxRow]:
        """Return those of these deliveries that are still kept."""
        return [
            InboxRow(*row) for row in self._run(_rows().where(InboxTable.id.in_(ids)).order_by(InboxTable.id))
        ]

    def mark_parsed(self, id: str) -> None:  # noqa: A002
        """Note that the delivery's events are stored; call it in the transaction that follows theirs."""
        self._run(update(InboxTable).where(InboxTable.id == id).values(state="parsed"))

    def mark_rejected(self, id: str, code: str) -> None:  # noqa: A002
        """Note that the delivery can't be parsed, and why."""
        self._run(update(InboxTable).where(InboxTable.id == id).values(state="rejected", reject_code=code))

    def dealt_with(self, after: str = "", limit: int = 500) -> Sequence[InboxRow]:
        """Return deliveries that were parsed or refused, in order of their ids, from behind `after` on."""
        query = _rows().where(InboxTable.state != "unparsed", InboxTable.id > after)
        return [InboxRow(*row) for row in self._run(query.order_by(InboxTable.id).limit(limit))]

    def remove(self, ids: Sequence[str]) -> int:
        """Delete deliveries that were dealt with; returns how many. Others stay: they were accepted."""
        table = InboxTable
        return self._run(delete(table).where(table.state != "unparsed", table.id.in_(ids))).rowcount

    def prune(self, older_than: datetime) -> int:
        """Delete what was dealt with and came before `older_than`; returns how many."""
        table = InboxTable
        deleted = self._run(delete(table).where(table.state != "unparsed", table.received_at < older_than))
        return deleted.rowcount


def _rows() -> Query:
    table = InboxTable
    return select(
        table.id,
        table.receiver,
        table.method,
        table.url,
        table.headers,
        table.body,
        table.received_at,
        table.state,
        table.reject_code,
    )

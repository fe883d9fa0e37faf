"""Notices: what is to be said to a channel, and what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from ...errors import NotFoundError
from ..tables.channels import NoticeTable
from .base import Query, Repository

NoticeState = Literal["pending", "done", "failed"]


@dataclass(frozen=True)
class NoticeRow:
    """A notice; the same key is the same notice. `about` is the id of what it is about."""

    id: str
    channel: str
    kind: str
    about: str
    key: str
    state: NoticeState = "pending"
    attempts: int = 0
    due_at: datetime | None = None
    """None when adding: now."""
    queued_at: datetime | None = None
    error_code: str | None = None
    error_message: str | None = None
    created_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class NoticeClaim:
    """A lease on one notice; `attempt` is 1 for the first."""

    row: NoticeRow
    token: str = field(repr=False)
    attempt: int


class Notices(Repository):
    """The notices of one workspace."""

    def add(self, row: NoticeRow) -> bool:
        """Store a notice. Returns False when one of that key is there already; it is left as it is."""
        now = self._now()
        values = {
            "id": row.id,
            "channel": row.channel,
            "kind": row.kind,
            "about": row.about,
            "key": row.key,
            "state": row.state,
            "attempts": 0,
            "due_at": row.due_at or now,
            "queued_at": row.queued_at or now,
            "created_at": row.created_at or now,
        }
        return self._insert_new(NoticeTable, values)

    def claim(self, id: str, now: datetime, lease_s: float) -> NoticeClaim | None:  # noqa: A002
        """Take a pending notice that is due for `lease_s` seconds; None when somebody has it or it is settled."""
        table, token = NoticeTable, secrets.token_hex(16)
        free = or_(table.lease_until.is_(None), table.lease_until <= now)
        taken = (
            update(table)
            .where(table.id == id, table.state == "pending", table.due_at <= now, free)
            .values(
                lease_token=token, lease_until=now + timedelta(seconds=lease_s), attempts=table.attempts + 1
            )
            .returning(*_COLUMNS)
        )
        found = self._run(taken).one_or_none()
        return None if found is None else NoticeClaim(NoticeRow(*found), token, found.attempts)

    def done(self, claim: NoticeClaim) -> bool:
        """Note that it was taken. Returns False when the claim is no longer ours."""
        return self._settle(
            claim, state="done", delivered_at=self._now(), error_code=None, error_message=None
        )

    def retry(self, claim: NoticeClaim, due_at: datetime, code: str, message: str) -> bool:
        """Give it back, to be tried again from `due_at` on. Returns False when the claim is no longer ours."""
        return self._settle(claim, due_at=due_at, error_code=code, error_message=message)

    def failed(self, claim: NoticeClaim, code: str, message: str) -> bool:
        """Note that it can't be delivered. Returns False when the claim is no longer ours."""
        return self._settle(claim, state="failed", error_code=code, error_message=message)

    def again(self, id: str) -> bool:  # noqa: A002
        """Let a failed notice be tried again. Returns False when it has not failed."""
        table, now = NoticeTable, self._now()
        values = {"state": "pending", "attempts": 0, "due_at": now, "queued_at": now} | _RELEASED
        return (
            self._run(update(table).where(table.id == id, table.state == "failed").values(**values)).rowcount
            == 1
        )

    def get(self, id: str) -> NoticeRow:  # noqa: A002
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        found = self._run(select(*_COLUMNS).where(NoticeTable.id == id)).one_or_none()
        if found is None:
            raise NotFoundError(f"there is no notice {id!r}")
        return NoticeRow(*found)

    def list(
        self,
        *,
        about: str | None = None,
        channel: str | None = None,
        state: NoticeState | None = None,
        limit: int | None = None,
    ) -> Sequence[NoticeRow]:
        """Return notices, newest first."""
        query: Query = select(*_COLUMNS).order_by(NoticeTable.id.desc()).limit(limit)
        wanted = ((NoticeTable.about, about), (NoticeTable.channel, channel), (NoticeTable.state, state))
        for column, value in wanted:
            if value is not None:
                query = query.where(column == value)
        return [NoticeRow(*row) for row in self._run(query)]

    def prune(self, before: datetime) -> int:
        """Delete what was settled before; returns how many that were."""
        table = NoticeTable
        return self._run(delete(table).where(table.state != "pending", table.created_at < before)).rowcount

    def _settle(self, claim: NoticeClaim, **values: Any) -> bool:  # noqa: ANN401  # columns
        table = NoticeTable
        statement = update(table).where(table.id == claim.row.id, table.lease_token == claim.token)
        return self._run(statement.values(**values, **_RELEASED)).rowcount == 1


def notice_is_due(now: datetime) -> ColumnElement[bool]:
    """Condition on `NoticeTable` for what the sweeper should hand out."""
    table = NoticeTable
    return and_(
        table.state == "pending",
        table.due_at <= now,
        or_(table.lease_until.is_(None), table.lease_until <= now),
    )


_RELEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}
_COLUMNS = (
    NoticeTable.id,
    NoticeTable.channel,
    NoticeTable.kind,
    NoticeTable.about,
    NoticeTable.key,
    NoticeTable.state,
    NoticeTable.attempts,
    NoticeTable.due_at,
    NoticeTable.queued_at,
    NoticeTable.error_code,
    NoticeTable.error_message,
    NoticeTable.created_at,
    NoticeTable.delivered_at,
)

"""The outbox: what is to be written into a CRM, and what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, update

from ...errors import NotFoundError
from ..tables.outbox import OutboxTable
from .base import Query, Repository

DeliveryAction = Literal["note", "fields", "task"]
DeliveryState = Literal["pending", "done", "failed", "superseded", "undone"]
"""``failed``: given up, until somebody asks for it again. ``superseded``: a newer version took its place."""


@dataclass(frozen=True)
class OutboxRow:
    """A delivery. `command` is the connector's command as JSON; `receipt` its answer."""

    id: str
    connection: str
    insight_id: str | None
    action: DeliveryAction
    target_type: str
    target_id: str
    key: str
    """The idempotency key: the same key is the same delivery."""
    command: Mapping[str, Any] = field(repr=False)
    state: DeliveryState = "pending"
    attempts: int = 0
    due_at: datetime | None = None
    """None when adding: now."""
    receipt: Mapping[str, Any] | None = field(default=None, repr=False)
    error_code: str | None = None
    error_message: str | None = field(default=None, repr=False)
    created_at: datetime | None = None
    """None when adding: now."""
    delivered_at: datetime | None = None
    kind: str | None = None
    """Of the insight."""
    doubted: bool = False
    """An attempt was made of which nobody knows whether the CRM applied it."""
    queued_at: datetime | None = None
    """Since when it is being tried. None when adding: now."""


@dataclass(frozen=True)
class OutboxClaim:
    """A lease on one delivery; `attempt` is 1 for the first. The row is in doubt when an earlier attempt is."""

    row: OutboxRow
    token: str = field(repr=False)
    attempt: int


class Outbox(Repository):
    """The deliveries of one workspace."""

    def add(self, row: OutboxRow) -> bool:
        """Store a delivery.

        Returns:
            False when one of that key is there already; it is left as it is.
        """
        now = self._now()
        values = {
            "id": row.id,
            "connection": row.connection,
            "insight_id": row.insight_id,
            "action": row.action,
            "target_type": row.target_type,
            "target_id": row.target_id,
            "key": row.key,
            "command": dict(row.command),
            "state": row.state,
            "attempts": row.attempts,
            "due_at": row.due_at or now,
            "receipt": None if row.receipt is None else dict(row.receipt),
            "error_code": row.error_code,
            "error_message": row.error_message,
            "created_at": row.created_at or now,
            "delivered_at": row.delivered_at,
            "kind": row.kind,
            "doubted": row.doubted,
            "queued_at": row.queued_at or row.created_at or now,
        }
        return self._insert_new(OutboxTable, values)

    def claim(self, id: str, now: datetime, lease_s: float) -> OutboxClaim | None:  # noqa: A002
        """Take a pending delivery for `lease_s` seconds; None when it is not pending or somebody has it.

        The attempt is counted here. Commit before calling the CRM: a process that dies during the call has
        then left a trace of it, and the next one looks before it writes.
        """
        table = OutboxTable
        token = secrets.token_hex(16)
        statement = (
            update(table)
            .where(
                table.id == id,
                table.state == "pending",
                or_(table.lease_until.is_(None), table.lease_until <= now),
            )
            .values(
                lease_token=token,
                lease_until=now + timedelta(seconds=lease_s),
                attempts=table.attempts + 1,
                # A lease that ran out is that of an attempt whose end nobody saw.
                doubted=or_(table.doubted, table.lease_token.is_not(None)),
            )
            .returning(*_COLUMNS)
        )
        found = self._run(statement).one_or_none()
        if found is None:
            return None
        row = OutboxRow(*found)
        return OutboxClaim(row, token, row.attempts)

    def renew(self, claim: OutboxClaim, now: datetime, lease_s: float) -> bool:
        """Hold the delivery for another `lease_s` seconds: its holder is slow, not dead.

        Returns:
            False when the claim is no longer ours.
        """
        table = OutboxTable
        statement = update(table).where(table.id == claim.row.id, table.lease_token == claim.token)
        return self._run(statement.values(lease_until=now + timedelta(seconds=lease_s))).rowcount == 1

    def done(self, claim: OutboxClaim, receipt: Mapping[str, Any]) -> bool:
        """Note that it was written. Returns False when the claim is no longer ours."""
        return self._settle(
            claim,
            state="done",
            receipt=dict(receipt),
            delivered_at=self._now(),
            doubted=False,
            error_code=None,
            error_message=None,
        )

    def retry(
        self,
        claim: OutboxClaim,
        due_at: datetime,
        code: str,
        message: str | None = None,
        *,
        applied: bool | None = None,
    ) -> bool:
        """Give it back, to be tried again from `due_at` on.

        Args:
            claim: The lease.
            due_at: Not before.
            code: Why it did not work.
            message: The same in a sentence.
            applied: False when the CRM certainly did not apply this attempt.

        Returns:
            False when the claim is no longer ours.
        """
        doubted = claim.row.doubted or applied is not False
        return self._settle(claim, due_at=due_at, error_code=code, error_message=message, doubted=doubted)

    def failed(self, claim: OutboxClaim, code: str, message: str, *, applied: bool | None = None) -> bool:
        """Note that it can't be written; `applied` as in `retry`. Returns False when the claim is no longer ours."""
        doubted = claim.row.doubted or applied is not False
        return self._settle(claim, state="failed", error_code=code, error_message=message, doubted=doubted)

    def superseded(self, claim: OutboxClaim) -> bool:
        """Note that a newer version took its place. Returns False when the claim is no longer ours."""
        return self._settle(
            claim,
            state="superseded",
            error_code=None,
            error_message="a newer version takes its place",
            doubted=claim.row.doubted,
        )

    def again(self, id: str) -> bool:  # noqa: A002
        """Let a failed delivery be tried again, from now on and with all attempts before it.

        Returns:
            False when it has not failed.
        """
        table, now = OutboxTable, self._now()
        statement = update(table).where(table.id == id, table.state == "failed")
        values = {"state": "pending", "attempts": 0, "due_at": now, "queued_at": now}
        return self._run(statement.values(**values, **_RELEASED)).rowcount == 1

    def cancel(self, id: str) -> bool:  # noqa: A002
        """Note that one nobody is at, and that was certainly never written, is not to be written any more.

        Returns:
            False when it may have been written, somebody is at it, or it is settled.
        """
        table = OutboxTable
        statement = update(table).where(
            table.id == id,
            table.state.in_(("pending", "failed", "superseded")),
            table.doubted.is_(False),
            table.lease_token.is_(None),
        )
        return self._run(statement.values(state="undone")).rowcount == 1

    def undone(self, id: str, message: str | None = None) -> None:  # noqa: A002
        """Note that it was taken back; `message` says what stayed, if anything did.

        Raises:
            NotFoundError: no such delivery.
        """
        changed = self._run(
            update(OutboxTable)
            .where(OutboxTable.id == id)
            .values(state="undone", doubted=False, error_code=None, error_message=message, **_RELEASED)
        )
        if changed.rowcount == 0:
            raise NotFoundError(f"there is no delivery {id!r}")

    def empty(self, id: str) -> None:  # noqa: A002
        """Forget what a delivery says that was taken back or cancelled; that there was one stays."""
        table = OutboxTable
        over = update(table).where(table.id == id, table.state == "undone")
        self._run(over.values(command={}, receipt=None, error_message=None, target_id=""))

    def get(self, id: str) -> OutboxRow:  # noqa: A002
        """Return one delivery.

        Raises:
            NotFoundError: no such delivery.
        """
        found = self._run(_rows().where(OutboxTable.id == id)).one_or_none()
        if found is None:
            raise NotFoundError(f"there is no delivery {id!r}")
        return OutboxRow(*found)

    def list(
        self,
        connection: str | None = None,
        state: DeliveryState | None = None,
        subject: tuple[str, str] | None = None,
        limit: int | None = None,
        *,
        conflicts: bool = False,
    ) -> Sequence[OutboxRow]:
        """Return deliveries, newest first.

        Args:
            connection: Of this connection only.
            state: In this state only.
            subject: Of the CRM record of this (type, id) only.
            limit: At most so many.
            conflicts: Only those that left a field to a person.
        """
        table = OutboxTable
        query = _rows().order_by(table.id.desc()).limit(limit)
        if connection is not None:
            query = query.where(table.connection == connection)
        if state is not None:
            query = query.where(table.state == state)
        if subject is not None:
            query = query.where(table.target_type == subject[0], table.target_id == subject[1])
        if conflicts:
            query = query.where(table.receipt["conflicts"].as_string() != "{}")
        return [OutboxRow(*row) for row in self._run(query)]

    def of_insight(self, insight_id: str) -> Sequence[OutboxRow]:
        """Return the deliveries of one insight version, in the order in which they were planned."""
        query = _rows().where(OutboxTable.insight_id == insight_id).order_by(OutboxTable.id)
        return [OutboxRow(*row) for row in self._run(query)]

    def _settle(self, claim: OutboxClaim, **values: Any) -> bool:  # noqa: ANN401
        table = OutboxTable
        statement = update(table).where(table.id == claim.row.id, table.lease_token == claim.token)
        return self._run(statement.values(**values, **_RELEASED)).rowcount == 1


def delivery_is_due(now: datetime) -> ColumnElement[bool]:
    """Condition on `OutboxTable` for what the sweeper should hand out."""
    table = OutboxTable
    return and_(
        table.state == "pending",
        or_(and_(table.lease_until.is_(None), table.due_at <= now), table.lease_until <= now),
    )


_RELEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}
_COLUMNS = (
    OutboxTable.id,
    OutboxTable.connection,
    OutboxTable.insight_id,
    OutboxTable.action,
    OutboxTable.target_type,
    OutboxTable.target_id,
    OutboxTable.key,
    OutboxTable.command,
    OutboxTable.state,
    OutboxTable.attempts,
    OutboxTable.due_at,
    OutboxTable.receipt,
    OutboxTable.error_code,
    OutboxTable.error_message,
    OutboxTable.created_at,
    OutboxTable.delivered_at,
    OutboxTable.kind,
    OutboxTable.doubted,
    OutboxTable.queued_at,
)


def _rows() -> Query:
    return select(*_COLUMNS)

"""Deliveries as people see them: what was written, what waits or failed and why, and asking for it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ...errors import ConflictError
from ...insights import Delivery, Insight
from ...store import DeliveryState, OutboxRow, Store, WorkspaceSession
from ..dispatch import Dispatcher


@dataclass(frozen=True)
class DeliveryView:
    """One delivery.

    `reason` says in a sentence why it waits, failed or was left out; `conflicts` maps each field that was
    left alone to the value a person gave it.
    """

    id: str
    connection: str
    insight_id: str | None
    kind: str | None
    action: str
    target_type: str
    target_id: str
    state: DeliveryState
    attempts: int
    code: str | None
    reason: str | None
    conflicts: Mapping[str, str] = field(repr=False)
    url: str | None
    created_at: datetime | None
    due_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Deliveries:
    """The outbox for people."""

    store: Store
    dispatcher: Dispatcher

    def list(
        self,
        workspace: str,
        *,
        connection: str | None = None,
        state: DeliveryState | None = None,
        deal: str | None = None,
        conflicts: bool = False,
        limit: int = 100,
    ) -> Sequence[DeliveryView]:
        """Return deliveries, newest first; with `conflicts` only those that left a field to a person."""
        subject = ("deal", deal) if deal is not None else None
        with self.store.workspace(workspace) as session:
            rows = session.outbox.list(connection, state, subject, conflicts=conflicts, limit=limit)
        return [view(row) for row in rows]

    def get(self, workspace: str, delivery_id: str) -> DeliveryView:
        """Return one delivery.

        Raises:
            NotFoundError: no such delivery.
        """
        with self.store.workspace(workspace) as session:
            return view(session.outbox.get(delivery_id))

    def again(self, workspace: str, delivery_id: str, actor: str) -> DeliveryView:
        """Have a failed delivery tried again, as long as a new one would be.

        Raises:
            NotFoundError: no such delivery.
            ConflictError: it has not failed.
        """
        with self.store.workspace(workspace) as session:
            row = session.outbox.get(delivery_id)
            if not session.outbox.again(delivery_id):
                raise ConflictError(f"{delivery_id} has not failed (state {row.state})", code="not_failed")
            session.audit.add(actor, "deliver_again", delivery_id, {"code": row.error_code})
            row = session.outbox.get(delivery_id)
        self.dispatcher.deliver(workspace, delivery_id)
        return view(row)

    def all_again(self, workspace: str, connection: str | None, actor: str) -> Sequence[DeliveryView]:
        """Have everything that failed tried again, oldest first."""
        with self.store.workspace(workspace) as session:
            failed = session.outbox.list(connection, "failed")
        return [self.again(workspace, row.id, actor) for row in reversed(failed)]


def view(row: OutboxRow) -> DeliveryView:
    """Return a delivery as people see it."""
    return DeliveryView(
        id=row.id,
        connection=row.connection,
        insight_id=row.insight_id,
        kind=row.kind,
        action=row.action,
        target_type=row.target_type,
        target_id=row.target_id,
        state=row.state,
        attempts=row.attempts,
        code=row.error_code,
        reason=reason(row),
        conflicts=conflicts(row),
        url=(row.receipt or {}).get("url"),
        created_at=row.created_at,
        due_at=row.due_at if row.state == "pending" else None,
        delivered_at=row.delivered_at,
    )


def conflicts(row: OutboxRow) -> dict[str, str]:
    """Return the fields that were left alone, with the values people gave them."""
    return dict((row.receipt or {}).get("conflicts") or {})


def reason(row: OutboxRow) -> str | None:
    """Return in a sentence why a delivery is not simply done, None when it is."""
    if row.state == "done":
        left = ", ".join(sorted(conflicts(row)))
        return f"left as a person has it: {left}" if left else None
    if row.state == "pending" and row.error_code and row.error_message:
        return f"is tried again: {row.error_message}"
    return row.error_message


def fates(session: WorkspaceSession, insight: Insight) -> list[Delivery]:
    """Return what became of the writes of an insight version, in the order in which they were planned."""
    rows = session.outbox.of_insight(insight.id)
    return [
        Delivery(id=row.id, action=row.action, state=row.state, reason=reason(row), conflicts=conflicts(row))
        for row in rows
    ]

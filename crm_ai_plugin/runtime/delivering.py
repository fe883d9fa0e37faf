"""Carries out deliveries and takes them back: exactly one effect per key, whatever dies in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, cast

import structlog

from ..errors import ConflictError, CrmAiError, NotFoundError, PermanentError, ReauthoriseError, RetryableError
from ..ports.clock import Clock
from ..ports.connector import (
    Connector,
    Receipt,
    Undoes,
    WriteFields,
    WriteNote,
    WritesFields,
    WritesNotes,
    WritesTasks,
    WriteTask,
)
from ..store import OutboxRow, Store
from .backoff import retry_at
from .connections import Connections
from .writeback import command_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Delivering:
    """Executes outbox rows."""

    store: Store
    connections: Connections
    clock: Clock
    lease_s: float

    def deliver(self, workspace: str, delivery_id: str, connector: Connector | None = None) -> str:
        """Carry out one delivery and return its state; does nothing if another worker holds it.

        The attempt is counted before the call, so that a try whose answer was lost with its worker is
        known to have happened, and the next one looks in the CRM first.
        """
        with self.store.workspace(workspace) as session:
            claim = session.outbox.claim(delivery_id, self.clock(), self.lease_s)
            if claim is None:
                return "held"
            row = claim.row
            expected = _last_written(session.outbox.list(connection=row.connection, subject=(row.target_type, row.target_id)), row)
        if expected is None:
            with self.store.workspace(workspace) as session:
                session.outbox.failed(claim, "superseded", "a newer version was written already")
            return "failed"
        try:
            if connector is not None:
                receipt = write(connector, command_of(row, claim.attempt, expected))
            else:
                with self.connections.open(workspace, row.connection) as opened:
                    receipt = write(opened, command_of(row, claim.attempt, expected))
        except CrmAiError as error:
            return self._not_now(workspace, claim, error)
        with self.store.workspace(workspace) as session:
            session.outbox.done(claim, _plain(receipt))
        for field in receipt.conflicts:
            log.info("field_left_alone", delivery=row.id, field=field)
        return "done"

    def deliver_all(self, workspace: str, delivery_ids: list[str], connector: Connector) -> None:
        """Carry out the deliveries of one insight with a connector that is open already."""
        for delivery_id in delivery_ids:
            self.deliver(workspace, delivery_id, connector)

    def undo(self, workspace: str, delivery_id: str) -> OutboxRow:
        """Take back what a delivery wrote; undoing twice is the same as once.

        Raises:
            NotFoundError: no such delivery.
            ConflictError: it has not been carried out.
        """
        with self.store.workspace(workspace) as session:
            row = session.outbox.get(delivery_id)
        if row.state == "undone":
            return row
        if row.state != "done" or row.receipt is None:
            raise ConflictError(f"{delivery_id} was never written (state {row.state})", code="not_delivered")
        with self.connections.open(workspace, row.connection) as connector:
            cast(Undoes, connector).undo(_receipt(row.receipt))
        with self.store.workspace(workspace) as session:
            session.outbox.undone(delivery_id)
            session.audit.add("cli", "undo", delivery_id, {"action": row.action, "target": row.target_id})
            return session.outbox.get(delivery_id)

    def _not_now(self, workspace: str, claim: Any, error: CrmAiError) -> str:  # noqa: ANN401
        row = claim.row
        log.warning("delivery_failed", delivery=row.id, action=row.action, code=error.code, attempt=claim.attempt)
        with self.store.workspace(workspace) as session:
            if isinstance(error, RetryableError | ReauthoriseError):
                due = retry_at(self.clock(), claim.attempt, getattr(error, "retry_after", None))
                if isinstance(error, ReauthoriseError):
                    due = self.clock() + timedelta(hours=1)
                session.outbox.retry(claim, due, error.code)
                return "pending"
            if isinstance(error, NotFoundError | PermanentError):
                session.outbox.failed(claim, error.code, error.user_message)
                return "failed"
            session.outbox.retry(claim, retry_at(self.clock(), claim.attempt, None), error.code)
            return "pending"


def write(connector: Connector, command: WriteNote | WriteFields | WriteTask) -> Receipt:
    """Hand a command to the capability it needs."""
    if isinstance(command, WriteNote):
        return cast(WritesNotes, connector).write_note(command)
    if isinstance(command, WriteFields):
        return cast(WritesFields, connector).write_fields(command)
    return cast(WritesTasks, connector).write_task(command)


def _last_written(rows: Sequence[OutboxRow], row: OutboxRow) -> dict[str, Any] | None:
    """What we last wrote into the fields of this record; None when `row` is older than that."""
    if row.action != "fields":
        return {}
    done = [r for r in rows if r.action == "fields" and r.state == "done" and r.id != row.id]
    if not done:
        return {}
    # Ids sort by time of creation.
    last = max(done, key=lambda r: r.id)
    if last.id > row.id:
        return None
    return dict((last.receipt or {}).get("written", {}))


def _plain(receipt: Receipt) -> dict[str, Any]:
    return {k: dict(v) if hasattr(v, "keys") else v for k, v in asdict(receipt).items()}


def _receipt(data: Mapping[str, Any]) -> Receipt:
    return Receipt(**data)

"""Carries out deliveries and takes them back: exactly one effect per key, whatever dies in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import structlog

from ...errors import (
    ConfigurationError,
    ConflictError,
    CrmAiError,
    PluginLoadError,
    ReauthoriseError,
    RetryableError,
)
from ...ports.clock import Clock
from ...ports.connector import (
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
from ...store import OutboxClaim, OutboxRow, Store, WorkspaceSession
from ..backoff import retry_at
from ..connections import Connections
from ..lease import kept
from .planning import command_of

log = structlog.get_logger(__name__)

SETTLE_S = 10.0
"""A write whose answer was lost may still be under way; looking for it any sooner could miss it."""
ADMIN_PAUSE_S = 300.0
"""Wait while only an admin can help: a dead credential, a connection that is off, a plugin that is gone."""
MAX_CRASHES = 8
"""After so many attempts that ended in an error nobody foresaw, a delivery counts as impossible."""


class _OlderFirstError(Exception):
    """Rolls the claim back: an older write of the same fields has to be settled before this one."""


@dataclass(frozen=True)
class Delivering:
    """Executes outbox rows."""

    store: Store
    connections: Connections
    clock: Clock
    lease_s: float

    def deliver(self, workspace: str, delivery_id: str, connector: Connector | None = None) -> str:
        """Carry out one delivery and return its state, or ``held`` when it is not its turn.

        The attempt is counted before the call, so that a try whose answer was lost with its worker is
        known to have happened, and the next one looks in the CRM first.
        """
        taken = self._take(workspace, delivery_id)
        if taken is None:
            return "held"
        claim, expected = taken
        if expected is None:
            return "failed"
        with kept(lambda: self._renew(workspace, claim), self.lease_s):
            try:
                receipt = self._write(workspace, claim, expected, connector)
            except CrmAiError as error:
                return self._not_now(workspace, claim, error)
            except Exception as error:  # noqa: BLE001  # a connector may be anybody's, and must not stop the others
                return self._crashed(workspace, claim, error)
            with self.store.workspace(workspace) as session:
                ours = session.outbox.done(claim, _plain(receipt))
        if not ours:
            log.warning("delivery_lease_lost", delivery=claim.row.id)
            return "held"
        for field in receipt.conflicts:
            log.info("field_left_alone", delivery=claim.row.id, field=field)
        return "done"

    def deliver_all(self, workspace: str, delivery_ids: Sequence[str], connector: Connector) -> None:
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

    def _take(self, workspace: str, delivery_id: str) -> tuple[OutboxClaim, dict[str, Any] | None] | None:
        """Claim a delivery; with it comes what the fields should hold now, None when it was superseded."""
        now = self.clock()
        try:
            with self.store.workspace(workspace) as session:
                claim = session.outbox.claim(delivery_id, now, self.lease_s)
                if claim is None:
                    return None
                if claim.row.action != "fields":
                    return claim, {}
                return claim, self._turn(session, claim, now)
        except _OlderFirstError:
            return None

    def _turn(self, session: WorkspaceSession, claim: OutboxClaim, now: datetime) -> dict[str, Any] | None:
        """Settle the order of writes to the same fields; returns what we last wrote there.

        The newest version wins, whenever workers get to it. One that may have been written already is
        finished first, though: else its values would be taken for a human's.

        Raises:
            _OlderFirstError: it is not this one's turn.
        """
        row = claim.row
        rows = session.outbox.list(connection=row.connection, subject=(row.target_type, row.target_id))
        same = [r for r in rows if r.action == "fields" and r.id != row.id]
        # Ids sort by time of creation.
        newer = [r for r in same if r.id > row.id and r.state in ("pending", "done")]
        if any(r.state == "done" for r in newer) or (newer and claim.attempt == 1):
            session.outbox.failed(claim, "superseded", "a newer version takes its place")
            return None
        for older in (r for r in same if r.id < row.id and r.state == "pending"):
            rival = session.outbox.claim(older.id, now, self.lease_s) if older.attempts == 0 else None
            if rival is None or rival.attempt > 1:
                raise _OlderFirstError
            session.outbox.failed(rival, "superseded", "a newer version takes its place")
        done = [r for r in same if r.state == "done"]
        last = max(done, key=lambda r: r.id, default=None)
        return dict((last.receipt or {}).get("written", {})) if last else {}

    def _renew(self, workspace: str, claim: OutboxClaim) -> bool:
        with self.store.workspace(workspace) as session:
            return session.outbox.renew(claim, self.clock(), self.lease_s)

    def _write(
        self, workspace: str, claim: OutboxClaim, expected: dict[str, Any], connector: Connector | None
    ) -> Receipt:
        command = command_of(claim.row, claim.attempt, expected)
        opened = (
            nullcontext(connector) if connector else self.connections.open(workspace, claim.row.connection)
        )
        with opened as usable:
            return write(usable, command)

    def _not_now(self, workspace: str, claim: OutboxClaim, error: CrmAiError) -> str:
        row = claim.row
        log.warning(
            "delivery_failed", delivery=row.id, action=row.action, code=error.code, attempt=claim.attempt
        )
        if isinstance(error, ReauthoriseError):
            self.connections.mark_dead(workspace, row.connection)
        due = self._due(claim, error)
        with self.store.workspace(workspace) as session:
            if due is None:
                session.outbox.failed(claim, error.code, error.user_message)
                return "failed"
            session.outbox.retry(claim, due, error.code)
            return "pending"

    def _due(self, claim: OutboxClaim, error: CrmAiError) -> datetime | None:
        """Return when to try again; None when that would fail the same way."""
        now = self.clock()
        if isinstance(error, RetryableError):
            due = retry_at(now, claim.attempt, error.retry_after)
            return max(due, now + timedelta(seconds=min(SETTLE_S, self.lease_s))) if error.uncertain else due
        if isinstance(error, ReauthoriseError | ConfigurationError | PluginLoadError):
            return now + timedelta(seconds=ADMIN_PAUSE_S)
        if isinstance(error, ConflictError):
            return retry_at(now, claim.attempt, None)
        return None

    def _crashed(self, workspace: str, claim: OutboxClaim, error: Exception) -> str:
        kind = type(error).__name__
        log.error("delivery_crashed", delivery=claim.row.id, error=kind, attempt=claim.attempt)
        with self.store.workspace(workspace) as session:
            if claim.attempt >= MAX_CRASHES:
                session.outbox.failed(claim, "internal_error", f"the connector failed unexpectedly ({kind})")
                return "failed"
            session.outbox.retry(claim, retry_at(self.clock(), claim.attempt, None), "internal_error")
            return "pending"


def write(connector: Connector, command: WriteNote | WriteFields | WriteTask) -> Receipt:
    """Hand a command to the capability it needs."""
    if isinstance(command, WriteNote):
        return cast(WritesNotes, connector).write_note(command)
    if isinstance(command, WriteFields):
        return cast(WritesFields, connector).write_fields(command)
    return cast(WritesTasks, connector).write_task(command)


def _plain(receipt: Receipt) -> dict[str, Any]:
    return {k: dict(v) if hasattr(v, "keys") else v for k, v in asdict(receipt).items()}


def _receipt(data: Mapping[str, Any]) -> Receipt:
    return Receipt(**data)

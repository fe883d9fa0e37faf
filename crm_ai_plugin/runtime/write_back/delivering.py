"""Carries out deliveries: exactly one effect per key, whatever dies in between."""

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
from ...insights.persona import PERSONA
from ...ports.clock import Clock
from ...ports.connector import (
    Connector,
    Receipt,
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
from .turns import GAVE_UP, OlderFirstError, take_turn

log = structlog.get_logger(__name__)

SETTLE_S = 10.0
"""A write whose answer was lost may still be under way; looking for it any sooner could miss it."""
ADMIN_PAUSE_S = 300.0
"""Wait while only an admin can help: a dead credential, a connection that is off, a plugin that is gone."""
MAX_CRASHES = 8
"""After so many attempts that ended in an error nobody foresaw, a delivery counts as impossible."""


@dataclass(frozen=True)
class Delivering:
    """Executes outbox rows.

    What may pass is tried again with growing pauses until `give_up_s` seconds after it was planned, or after
    somebody last asked for it; then it has failed and waits for a person. What only an admin can mend waits
    for the admin, without an end.
    """

    store: Store
    connections: Connections
    clock: Clock
    lease_s: float
    give_up_s: float

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
            return "superseded"
        # After somebody asked for it again attempts count from one, and it may be there all the same.
        command = command_of(claim.row, max(claim.attempt, 1 + claim.row.doubted), expected)
        asked = False
        with kept(lambda: self._renew(workspace, claim), self.lease_s):
            try:
                with (
                    nullcontext(connector)
                    if connector
                    else self.connections.open(workspace, claim.row.connection)
                ) as usable:
                    asked = True
                    receipt = write(usable, command)
            except CrmAiError as error:
                return self._not_now(
                    workspace, claim, error, applied=None if asked and _open(error) else False
                )
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

    def _take(self, workspace: str, delivery_id: str) -> tuple[OutboxClaim, dict[str, Any] | None] | None:
        """Claim a delivery; with it comes what the fields should hold now, None when it was superseded."""
        now = self.clock()
        try:
            with self.store.workspace(workspace) as session:
                claim = session.outbox.claim(delivery_id, now, self.lease_s)
                if claim is None:
                    return None
                if _is_barred(session, claim.row):
                    session.outbox.superseded(claim)
                    return claim, None
                return claim, take_turn(session, claim, now, self.lease_s)
        except OlderFirstError as first:
            # The CRM answers again, so what was given up over its silence is finished now.
            with self.store.workspace(workspace) as session:
                for older in first.given_up:
                    session.outbox.again(older)
            return None

    def _renew(self, workspace: str, claim: OutboxClaim) -> bool:
        with self.store.workspace(workspace) as session:
            return session.outbox.renew(claim, self.clock(), self.lease_s)

    def _not_now(self, workspace: str, claim: OutboxClaim, error: CrmAiError, *, applied: bool | None) -> str:
        row = claim.row
        log.warning(
            "delivery_failed", delivery=row.id, action=row.action, code=error.code, attempt=claim.attempt
        )
        if isinstance(error, ReauthoriseError):
            self.connections.mark_dead(workspace, row.connection)
        due = self._due(claim, error)
        code, message = error.code, error.user_message
        if due is not None and self._too_late(claim, error):
            due, code, message = None, GAVE_UP, f"given up after {claim.attempt} attempts: {message}"
        with self.store.workspace(workspace) as session:
            if due is None:
                session.outbox.failed(claim, code, message, applied=applied)
                return "failed"
            session.outbox.retry(claim, due, code, message, applied=applied)
            return "pending"

    def _too_late(self, claim: OutboxClaim, error: CrmAiError) -> bool:
        since = claim.row.queued_at or claim.row.created_at
        passes = isinstance(error, RetryableError | ConflictError)
        return passes and since is not None and self.clock() - since >= timedelta(seconds=self.give_up_s)

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


def _is_barred(session: WorkspaceSession, row: OutboxRow) -> bool:
    """Whether a persona must not be written any more; what may have been written is settled, so that it can be undone."""
    if row.kind != PERSONA or row.doubted:
        return False
    return bool(session.records.not_profiled([row.target_id]))


def write(connector: Connector, command: WriteNote | WriteFields | WriteTask) -> Receipt:
    """Hand a command to the capability it needs."""
    if isinstance(command, WriteNote):
        return cast(WritesNotes, connector).write_note(command)
    if isinstance(command, WriteFields):
        return cast(WritesFields, connector).write_fields(command)
    return cast(WritesTasks, connector).write_task(command)


def _plain(receipt: Receipt) -> dict[str, Any]:
    return {k: dict(v) if hasattr(v, "keys") else v for k, v in asdict(receipt).items()}


def receipt_of(data: Mapping[str, Any]) -> Receipt:
    """Return a receipt as it was stored."""
    return Receipt(**data)


def _open(error: CrmAiError) -> bool:
    """Return whether the CRM may have taken the write that ended in this error."""
    return error.uncertain if isinstance(error, RetryableError) else isinstance(error, ReauthoriseError)

"""Takes back what was written: one delivery, or all of a connection so that the CRM is as it was found.

Everything here can be interrupted and repeated: undoing twice is undoing once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import structlog

from ...errors import ConflictError, CrmAiError, NotFoundError, ReauthoriseError, RetryableError
from ...ports.connector import Connector, RemovesSetUp, SetUpRemoved, Undoes
from ...store import OutboxRow, Store
from ..connections import Connections
from .delivering import Delivering, receipt_of

log = structlog.get_logger(__name__)

PATIENCE_S = 60.0
"""The longest pause a CRM may ask for while everything is taken back; a longer one ends the run."""
TRIES = 6
"""Tries per delivery while everything is taken back."""
Told = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Undone:
    """One delivery after undoing it. `kept` is what stayed because a person changed it, by field or kind."""

    row: OutboxRow
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass
class TakenBack:
    """What became of all deliveries of a connection.

    Attributes:
        undone: How many were taken back.
        cancelled: How many had not been written and will not be.
        kept: What a person had changed and therefore stayed: by record (``deal 9001``), by field.
        failed: Why a delivery could not be taken back, by its id.
        set_up: What the connector had created for its own use.
    """

    undone: int = 0
    cancelled: int = 0
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    set_up: SetUpRemoved = field(default_factory=SetUpRemoved)


@dataclass(frozen=True)
class Undoing:
    """Takes deliveries back. `pause` waits so many seconds; tests give one that only notes them."""

    store: Store
    connections: Connections
    delivering: Delivering
    pause: Callable[[float], object] = threading.Event().wait

    def one(
        self, workspace: str, delivery_id: str, actor: str = "cli", connector: Connector | None = None
    ) -> Undone:
        """Take back what a delivery wrote; undoing twice is the same as once.

        Raises:
            NotFoundError: no such delivery.
            ConflictError: it is being written at this moment, or was refused and never written.
        """
        with self.store.workspace(workspace) as session:
            row = session.outbox.get(delivery_id)
            if row.state == "undone":
                return Undone(row)
            if row.state != "done" and not row.doubted and session.outbox.cancel(delivery_id):
                session.audit.add(actor, "cancel", delivery_id, {"action": row.action})
                return Undone(session.outbox.get(delivery_id))
        with self._usable(workspace, row.connection, connector) as usable:
            if row.state != "done":
                found = self._settled(workspace, row, usable)
                if found is None:
                    return Undone(self._close(workspace, row, actor, {}))
                row = found
            kept = dict(cast(Undoes, usable).undo(receipt_of(row.receipt or {})) or {})
            kept = self._of_people(workspace, row, kept, usable)
        return Undone(self._close(workspace, row, actor, kept), kept)

    def all_of(
        self, workspace: str, connection: str, actor: str = "cli", told: Told = lambda _done, _all: None
    ) -> TakenBack:
        """Take back everything written through a connection and what its connector created for itself.

        What a CRM asks to wait for is waited for. One delivery that fails does not stop the others; called
        again, only what is left is done.

        Args:
            workspace: Of the connection.
            connection: Its key.
            actor: Who asks, for the audit log.
            told: Hears how many of how many are done.

        Raises:
            NotFoundError: no such connection.
            ReauthoriseError: its credentials are dead.
        """
        with self.store.workspace(workspace) as session:
            rows = [row for row in session.outbox.list(connection=connection) if row.state != "undone"]
        report = TakenBack()
        if not rows and not self.connections.is_live(self.connections.row(workspace, connection)):
            # Ended earlier: there is nothing to take back, and nobody to ask.
            return report
        with self.connections.open(workspace, connection, patience_s=PATIENCE_S) as connector:
            # First what has not been written, so that no worker writes it meanwhile; then newest first, so
            # that restored field values end at the oldest, the human's own.
            waiting = [row for row in rows if row.state != "done"]
            for number, row in enumerate((*waiting, *(row for row in rows if row.state == "done")), start=1):
                try:
                    done = self._patiently(lambda row=row: self.one(workspace, row.id, actor, connector))  # type: ignore[misc]
                except ReauthoriseError:
                    raise
                except CrmAiError as error:
                    report.failed[row.id] = error.user_message
                else:
                    _note(report, done)
                told(number, len(rows))
            if not report.failed and isinstance(connector, RemovesSetUp):
                report.set_up = self._patiently(connector.remove_set_up)
        with self.store.workspace(workspace) as session:
            counts = {"undone": report.undone, "cancelled": report.cancelled, "failed": len(report.failed)}
            session.audit.add(
                actor, "undo_all", connection, counts | {"removed": list(report.set_up.removed)}
            )
        return report

    def _settled(self, workspace: str, row: OutboxRow, connector: Connector) -> OutboxRow | None:
        """Finish a write of which nobody knows whether it was applied; None when there is no place for it.

        Written again it finds the first attempt's effect, and with it comes the receipt to undo it by.
        """
        with self.store.workspace(workspace) as session:
            session.outbox.again(row.id)
        state = self.delivering.deliver(workspace, row.id, connector)
        with self.store.workspace(workspace) as session:
            settled = session.outbox.get(row.id)
        if settled.state == "done":
            return settled
        if settled.state == "superseded" or settled.error_code == NotFoundError.default_code:
            return None
        if state == "held":
            raise ConflictError(f"{row.id} is being written just now: try again in a minute", code="busy")
        raise ConflictError(
            f"{row.id} may have been written, and the CRM does not say: {settled.error_message}",
            code="not_settled",
        )

    def _of_people(
        self, workspace: str, row: OutboxRow, kept: dict[str, str], connector: Connector
    ) -> dict[str, str]:
        """Return what of `kept` a person changed, once versions that were taken back out of turn are settled.

        Under a newer version's value an older one can't be taken back: it waits for the newer one's undo, which
        restores the older value and then has to take that back as well.
        """
        if row.action != "fields":
            return kept
        with self.store.workspace(workspace) as session:
            rows = session.outbox.list(connection=row.connection, subject=(row.target_type, row.target_id))
        fields = [one for one in rows if one.action == "fields" and one.id != row.id]
        over = {name for one in fields if one.id > row.id for name in _written(one)}
        # Newest first, down to the version whose values are to be there now.
        for older in (one for one in fields if one.id < row.id):
            if older.state == "done" and older.kind == row.kind:
                break
            if older.state == "undone" and older.receipt:
                cast(Undoes, connector).undo(receipt_of(older.receipt))
        return {name: value for name, value in kept.items() if name not in over}

    def _close(self, workspace: str, row: OutboxRow, actor: str, kept: Mapping[str, str]) -> OutboxRow:
        stayed = f"left as a person has it: {', '.join(sorted(kept))}" if kept else None
        with self.store.workspace(workspace) as session:
            session.outbox.undone(row.id, stayed)
            detail: dict[str, Any] = {"action": row.action, "kept": sorted(kept)}
            if row.target_type != "contact":
                # Whom a delivery was about is told by the delivery for as long as anybody may know.
                detail["target"] = row.target_id
            session.audit.add(actor, "undo", row.id, detail)
            return session.outbox.get(row.id)

    def _patiently(self, act: Callable[[], T]) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return act()
            except RetryableError as error:
                wait = error.retry_after if error.retry_after is not None else 2.0**attempt / 4
                if attempt == TRIES or wait > PATIENCE_S:
                    raise
                log.info("undo_waits", code=error.code, seconds=round(wait, 1))
                self.pause(wait)
        raise AssertionError("unreachable")

    @contextmanager
    def _usable(self, workspace: str, connection: str, connector: Connector | None) -> Iterator[Connector]:
        if connector is not None:
            yield connector
            return
        with self.connections.open(workspace, connection) as opened:
            yield opened


def _note(report: TakenBack, done: Undone) -> None:
    if done.row.receipt is None:
        report.cancelled += 1
    else:
        report.undone += 1
    if done.kept:
        report.kept.setdefault(f"{done.row.target_type} {done.row.target_id}", {}).update(done.kept)


def _written(row: OutboxRow) -> set[str]:
    """Return the fields that hold, or may hold, a value of this delivery."""
    if row.state == "done":
        return set((row.receipt or {}).get("written", {}))
    return set(row.command.get("values", {})) if row.doubted else set()

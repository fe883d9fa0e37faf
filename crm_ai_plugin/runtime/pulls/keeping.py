"""What the scheduler does so that every connection stays in step and alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ...errors import CrmAiError
from ...ports.clock import Clock
from ...ports.connector import StaysAuthorised
from ...settings import SyncSettings
from ...store import ConnectionRow, Store, SyncState
from ..connections import FILES, Connections
from ..dispatch import Dispatcher
from .gaps import gap_of
from .syncing import Syncing

log = structlog.get_logger(__name__)

KEEP_ALIVE_EVERY = timedelta(hours=24)
TOMBSTONES_KEPT = timedelta(days=30)
"""A page is stored seconds after it was read, a prepared result days: older ones can't bring anything back."""


@dataclass(frozen=True)
class Keeping:
    """Asks for what is due; the work itself is done by workers."""

    store: Store
    connections: Connections
    syncing: Syncing
    dispatcher: Dispatcher
    clock: Clock
    settings: SyncSettings

    def run(self) -> None:
        """Look at every connection once."""
        with self.store.system() as system:
            rows = system.connections.list()
        for row in rows:
            if (
                row.status != "active"
                or not self.connections.is_readable(row)
                or self.connections.is_open(row)
            ):
                continue
            with self.store.workspace(row.workspace_id) as session:
                state = session.syncs.get(row.key)
                gap = gap_of(session, row.key, self.clock(), self.settings.gap_s) is not None
            if self.settings.automatic and (gap or self._is_due(row, state)):
                self.syncing.ask(row.workspace_id, row.key, full=self._full_is_due(row, state))
                self.dispatcher.sync(row.workspace_id, row.key)
            if self._is_quiet(row, state):
                self.dispatcher.keep_alive(row.workspace_id, row.key)

    def keep_alive(self, workspace: str, connection: str) -> bool:
        """Use the access of a connection that has been quiet; return whether that was needed.

        Dead access is marked, so that the admin is told before the next event is lost on it.
        """
        used = False
        try:
            with self.connections.open(workspace, connection, backfill=True) as connector:
                used = isinstance(connector, StaysAuthorised) and connector.keep_alive()
        except CrmAiError as error:
            log.warning("keep_alive_failed", connection=connection, code=error.code)
            return False
        with self.store.workspace(workspace) as session:
            session.syncs.set(connection, kept_alive_at=self.clock())
        return used

    def tidy(self, workspace: str) -> None:
        """Forget what nobody needs any more."""
        with self.store.workspace(workspace) as session:
            session.records.prune_tombstones(self.clock() - TOMBSTONES_KEPT)

    def _is_due(self, row: ConnectionRow, state: SyncState) -> bool:
        if state.mode is not None:
            return False
        every = self.settings.files_every_s if row.connector == FILES else self.settings.every_s
        tried = [at for at in (state.succeeded_at, state.error_at) if at is not None]
        return not tried or self._older(max(tried), every)

    def _full_is_due(self, row: ConnectionRow, state: SyncState) -> bool:
        # A folder that changed is read as a whole each time.
        if row.connector == FILES or state.succeeded_at is None:
            return False
        return state.full_at is None or self._older(state.full_at, self.settings.full_every_s)

    def _is_quiet(self, row: ConnectionRow, state: SyncState) -> bool:
        if row.connector == FILES:
            return False
        return state.kept_alive_at is None or self._older(
            state.kept_alive_at, KEEP_ALIVE_EVERY.total_seconds()
        )

    def _older(self, at: datetime, seconds: float) -> bool:
        return (self.clock() - at).total_seconds() >= seconds

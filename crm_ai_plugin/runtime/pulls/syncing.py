"""Keeps a connection's records in step with its CRM, slice by slice.

What is asked for, how far it is and who is at it stand in the database. A slice takes the connection, reads
pages for a while and lets go; a page, the cursor behind it and the progress are committed together. So a
worker that is killed costs the page it was reading, and whoever comes next goes on there.

A full sync first catches up by the cursors, then reads everything a second time and compares: what it still
finds is what events and cursors missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import structlog

from ...errors import (
    ConfigurationError,
    CrmAiError,
    PermanentError,
    PluginLoadError,
    RetryableError,
    UserInputError,
)
from ...ports.clock import Clock
from ...ports.connector import AsksQuota, Connector, ReadsRecords
from ...settings import SyncSettings
from ...store import Store, SyncClaim, SyncMode, SyncState, WorkspaceSession
from ..backoff import retry_at
from ..connections import Connections
from ..lease import kept
from .gaps import gap_of
from .quota import mind_the_day
from .run import Progress, Refusals, passes_of
from .slicing import LostError, Slice, Tell, held, unfinished

log = structlog.get_logger(__name__)

PATIENCE_S = 10.0
"""How long a call of a slice waits for the CRM's call budget before the worker looks for other work."""
AT_ONCE_S = 120.0
"""The same for who has nothing else to do: a person who waits at a terminal."""
MAX_CRASHES = 5


def _silent(_kind: str, _count: int) -> None: ...


@dataclass(frozen=True)
class Syncing:
    """Brings the records of connections into the store and keeps them there."""

    store: Store
    connections: Connections
    clock: Clock
    settings: SyncSettings = field(default_factory=SyncSettings)
    lease_s: float = 60.0

    def ask(
        self, workspace: str, connection: str, *, full: bool = False, accept_loss: bool = False
    ) -> SyncState:
        """Ask for a sync, to be done by `step`; what is under way already is joined.

        After too long a silence everything is compared, whatever was asked for.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is nothing to read behind it.
        """
        row = self.connections.row(workspace, connection)
        if not self.connections.is_readable(row):
            code = "connection_off" if row.status == "off" else "connection_passive"
            raise ConfigurationError(f"connection {connection} has nothing to read from", code=code)
        if self.connections.is_open(row):
            raise ConfigurationError(
                f"connection {connection} reads nothing before an admin has chosen what",
                code="selection_open",
                hint="choose on the connection's page",
            )
        with self.store.workspace(workspace) as session:
            gap = gap_of(session, connection, self.clock(), self.settings.gap_s)
            if gap is not None:
                session.syncs.set(connection, gap=gap.to_json())
                log.warning("sync_gap", connection=connection, hours=round(gap.hours, 1))
            mode: SyncMode = "full" if full or gap is not None else "changes"
            return session.syncs.ask(connection, mode, accept_loss=accept_loss)

    def step(self, workspace: str, connection: str, *, patience_s: float = PATIENCE_S) -> SyncState:
        """Go on with what is asked for, for one slice. Nothing is raised: the state says how it went."""
        state, _ = self._step(workspace, connection, patience_s, _silent)
        return state

    def run(
        self,
        workspace: str,
        connection: str,
        *,
        full: bool = False,
        accept_loss: bool = False,
        progress: Tell = _silent,
        sleep: Callable[[float], None] = time.sleep,
    ) -> dict[str, int]:
        """Sync in this process until it is done; one that is under way elsewhere is waited for.

        Args:
            workspace: Whose connection.
            connection: Its key.
            full: Compare everything, beside reading what changed.
            accept_loss: Whether it is known and right that much has vanished.
            progress: Called with kind and number of records so far.
            sleep: Waits between two looks, and as long as the CRM asks for.

        Returns:
            Records seen by kind.

        Raises:
            CrmAiError: what ended it, if it is not for waiting.
        """
        self.ask(workspace, connection, full=full, accept_loss=accept_loss)
        while True:
            state, error = self._step(workspace, connection, AT_ONCE_S, progress)
            if isinstance(error, RetryableError) and error.retry_after is not None:
                # It said when: a prepared load takes minutes, and its place is kept.
                if error.retry_after > AT_ONCE_S:
                    raise error
                sleep(error.retry_after)
                continue
            if error is not None:
                raise error
            if state.mode is None:
                return _seen(Progress.from_json(state.progress))
            if state.lease_until is not None:
                _tell(Progress.from_json(state.progress), progress)
                sleep(0.5)

    def state(self, workspace: str, connection: str) -> SyncState:
        """Return how a connection is kept in step."""
        with self.store.workspace(workspace) as session:
            return session.syncs.get(connection)

    def _step(
        self, workspace: str, connection: str, patience_s: float, tell: Tell
    ) -> tuple[SyncState, Exception | None]:
        with self.store.workspace(workspace) as session:
            claim = session.syncs.claim(connection, self.clock(), self.lease_s)
            state = session.syncs.get(connection)
        if claim is None:
            return state, None
        error: Exception | None = None
        with kept(lambda: self._renew(workspace, claim), self.lease_s), self._letting_go(workspace, claim):
            try:
                self._slice(workspace, claim, state, patience_s, tell)
            except LostError:
                pass
            except CrmAiError as problem:
                error = problem
                self._failed(workspace, claim, state, problem)
            except Exception as problem:  # noqa: BLE001  # a connector may be anybody's
                error = PermanentError(
                    f"reading {connection} failed unexpectedly",
                    code="sync_crashed",
                    detail=type(problem).__name__,
                )
                error.__cause__ = problem
                self._crashed(workspace, claim, state, problem)
        return self.state(workspace, connection), error

    @contextmanager
    def _letting_go(self, workspace: str, claim: SyncClaim) -> Iterator[None]:
        """Let go on every way out, so that whoever comes next need not wait for the lease to end."""
        try:
            yield
        except BaseException:
            with self.store.workspace(workspace) as session:
                session.syncs.release(claim)
            raise

    def _slice(
        self, workspace: str, claim: SyncClaim, state: SyncState, patience_s: float, tell: Tell
    ) -> None:
        progress = Progress.from_json(state.progress)
        if state.started_at is None:
            progress = unfinished(progress)
        with self.connections.open(
            workspace, claim.connection, patience_s=patience_s, backfill=True
        ) as connector:
            reader = _reader(connector)
            if isinstance(connector, AsksQuota) and (state.succeeded_at is None or state.mode == "full"):
                # What is read without being asked comes with the first answer; a load is too large to wait for it.
                connector.ask_quota()
                mind_the_day(connector)
            passes = passes_of(reader)
            with self.store.workspace(workspace) as session:
                if state.started_at is None:
                    known = (session.cursors.get(claim.connection, one.name) for one in passes)
                    progress.first = state.succeeded_at is None and not any(known)
                    held(session.syncs.note(claim, started_at=self.clock(), progress=progress.to_json()))
            work = Slice(
                self.store,
                self.clock,
                workspace,
                claim,
                progress,
                Refusals(dict(state.refused)),
                connector,
                tell,
                self.connections.narrowing(self.connections.row(workspace, claim.connection)),
            )
            done = work.passes(passes, state, time.monotonic() + self.settings.slice_s)
        with self.store.workspace(workspace) as session:
            if done:
                held(
                    session.syncs.release(claim, **self._finished(session, claim.connection, state, progress))
                )
            else:
                held(session.syncs.release(claim, due_at=self.clock(), attempts=0))

    def _finished(
        self, session: WorkspaceSession, connection: str, state: SyncState, progress: Progress
    ) -> dict[str, Any]:
        now = self.clock()
        values: dict[str, Any] = {
            "mode": None,
            "accept_loss": False,
            "due_at": None,
            "started_at": None,
            "attempts": 0,
            "error_code": None,
            "error_text": None,
            "error_at": None,
            "succeeded_at": now,
        }
        # Asked for in the midst of it, a comparison has still to be made.
        latest = session.syncs.get(connection)
        if latest.mode == "full" and state.mode != "full":
            return values | {"mode": "full", "due_at": now, "succeeded_at": state.succeeded_at}
        if state.mode == "full" or progress.first:
            values |= {"full_at": now, "report": progress.report()}
            if state.gap and not state.gap.get("filled_at"):
                values["gap"] = {**state.gap, "filled_at": now.isoformat()}
        return values

    def _failed(self, workspace: str, claim: SyncClaim, state: SyncState, error: CrmAiError) -> None:
        log.warning("sync_failed", connection=claim.connection, code=error.code, detail=error.detail)
        again: datetime | None = None
        if isinstance(error, RetryableError):
            again = retry_at(self.clock(), state.attempts, error.retry_after)
        elif not isinstance(
            error, ConfigurationError | PluginLoadError | PermanentError | UserInputError
        ):  # none of which time heals
            again = retry_at(self.clock(), state.attempts, None)
        self._put_off(workspace, claim, error.code, error.user_message, again)

    def _crashed(self, workspace: str, claim: SyncClaim, state: SyncState, error: Exception) -> None:
        log.error("sync_crashed", connection=claim.connection, error=type(error).__name__)
        again = None if state.attempts >= MAX_CRASHES else retry_at(self.clock(), state.attempts, None)
        self._put_off(workspace, claim, "internal_error", "failed unexpectedly; the log says more", again)

    def _put_off(
        self, workspace: str, claim: SyncClaim, code: str, text: str, again: datetime | None
    ) -> None:
        values: dict[str, Any] = {"error_code": code, "error_text": text, "error_at": self.clock()}
        if again is None:
            values |= {"mode": None, "accept_loss": False, "started_at": None, "attempts": 0}
        with self.store.workspace(workspace) as session:
            session.syncs.release(claim, **values, due_at=again)

    def _renew(self, workspace: str, claim: SyncClaim) -> bool:
        with self.store.workspace(workspace) as session:
            return session.syncs.renew(claim, self.clock(), self.lease_s)


def _reader(connector: Connector) -> ReadsRecords:
    if not isinstance(connector, ReadsRecords):
        raise ConfigurationError(f"{connector.key} can't deliver records in bulk", code="no_bulk_read")
    return cast(ReadsRecords, connector)


def _seen(progress: Progress) -> dict[str, int]:
    kinds = [*progress.counts, *(kind for kind in progress.compared if kind not in progress.counts)]
    last = progress.compared or progress.counts
    return {kind: last[kind].seen if kind in last else 0 for kind in kinds}


def _tell(progress: Progress, tell: Tell) -> None:
    for kind, count in _seen(progress).items():
        tell(kind, count)

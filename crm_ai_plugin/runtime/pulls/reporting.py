"""How connections are kept in step, for people and programs: one plain row per connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ...errors import CrmAiError
from ...ports.clock import Clock
from ...ports.installing import Permission
from ...store import ConnectionRow, Store, SyncState
from ..installs.credentials import credentials
from ..installs.plans import Plans
from ..narrowing import selection_of
from ..vault import Vault
from .run import Progress


@dataclass(frozen=True)
class ConnectionReport:
    """Reads connections and their syncs; secrets and settings are not in it."""

    store: Store
    clock: Clock
    vault: Vault
    plans: Plans

    def all(self, workspace: str) -> Sequence[dict[str, Any]]:
        """Return every connection of a workspace, by key."""
        with self.store.system() as system:
            rows = system.connections.list(workspace)
        return [self._row(row) for row in rows]

    def one(self, workspace: str, key: str) -> dict[str, Any]:
        """Return one connection.

        Raises:
            NotFoundError: there is none of that name.
        """
        with self.store.system() as system:
            row = system.connections.get(workspace, key)
        return self._row(row)

    def _row(self, row: ConnectionRow) -> dict[str, Any]:
        with self.store.workspace(row.workspace_id) as session:
            state = session.syncs.get(row.key)
            records = {kind: n for kind, n in session.records.counts(row.key).items() if n}
        return {
            "key": row.key,
            "connector": row.connector,
            "account": row.account,
            "label": self._label(row),
            "status": row.status,
            "selection": selection_of(row).model_dump(mode="json"),
            "missing": [asdict(one) for one in self._missing(row)],
            "records": records,
            "sync": _sync(state, self.clock()),
        }

    def _label(self, row: ConnectionRow) -> str:
        try:
            return self.plans.registry.connector(row.connector).label
        except CrmAiError:
            return row.connector

    def _missing(self, row: ConnectionRow) -> Sequence[Permission]:
        """Return what was asked of the CRM and not granted; nothing where that is not known."""
        if row.secrets_encrypted is None:
            return ()
        try:
            held = self.vault.decrypt(row.secrets_encrypted)
            return credentials(self.plans.installer(row.connector), row.config, held).missing
        except CrmAiError:
            return ()  # A key that was changed, or a plugin that is gone: the doctor says so.


def _sync(state: SyncState, now: datetime) -> dict[str, Any]:
    progress = Progress.from_json(state.progress)
    lag = None if state.succeeded_at is None else max(0.0, (now - state.succeeded_at).total_seconds())
    return {
        "state": _word(state, now),
        "phase": progress.phase if state.started_at else None,
        "step": progress.step() if state.started_at else None,
        "asked_at": _iso(state.asked_at if state.mode else None),
        "next_try_at": _iso(state.due_at if state.mode else None),
        "last_success_at": _iso(state.succeeded_at),
        "last_full_at": _iso(state.full_at),
        "lag_s": lag,
        "progress": {kind: vars(one) for kind, one in progress.counts.items()},
        "compared": dict(state.report) if not state.started_at else progress.report(),
        "error": {"code": state.error_code, "message": state.error_text, "at": _iso(state.error_at)}
        if state.error_code
        else None,
        "gap": dict(state.gap) or None,
        "refused": dict(state.refused),
    }


def _word(state: SyncState, now: datetime) -> str:
    if state.lease_until is not None and state.lease_until > now:
        return "running"
    if state.mode is not None:
        return "waiting"
    if state.error_code is not None:
        return "failed"
    return "never" if state.succeeded_at is None else "in step"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()

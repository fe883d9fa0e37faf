"""Keeping in step: what is asked for, who is at it, how it went."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, update

from ..tables.syncs import SyncTable
from ..types import clean_json
from .base import Query, Repository

SyncMode = Literal["changes", "full"]


@dataclass(frozen=True)
class SyncState:
    """How a connection's records are kept in step; see the table for what the parts mean."""

    connection: str
    mode: SyncMode | None = None
    accept_loss: bool = False
    asked_at: datetime | None = None
    due_at: datetime | None = None
    started_at: datetime | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    error_code: str | None = None
    error_text: str | None = None
    error_at: datetime | None = None
    succeeded_at: datetime | None = None
    full_at: datetime | None = None
    progress: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    gap: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, Any] = field(default_factory=dict, repr=False)
    kept_alive_at: datetime | None = None


@dataclass(frozen=True)
class SyncClaim:
    """A lease on one connection's sync."""

    connection: str
    token: str = field(repr=False)


class Syncs(Repository):
    """Syncs of one workspace, one per connection."""

    def get(self, connection: str) -> SyncState:
        """Return the state; that of a connection that was never synced is empty."""
        row = self._run(_rows().where(SyncTable.connection == connection)).one_or_none()
        return SyncState(*row) if row else SyncState(connection)

    def list(self) -> Sequence[SyncState]:
        """Return all states, by connection."""
        return [SyncState(*row) for row in self._run(_rows().order_by(SyncTable.connection))]

    def ask(
        self, connection: str, mode: SyncMode, *, due_at: datetime | None = None, accept_loss: bool = False
    ) -> SyncState:
        """Ask for a sync; what is asked for or under way already is joined, a full one being the larger.

        Args:
            connection: Whose records.
            mode: ``changes``, or ``full`` for a comparison of everything.
            due_at: Not before then; now when left out.
            accept_loss: Whether it is known and right that much has vanished.

        Returns:
            The state as it is now.
        """
        now = self._now()
        self._ensure(connection)
        before = self.get(connection)
        values: dict[str, Any] = {"due_at": due_at or now, "attempts": 0}
        if before.mode is None:
            values |= {"mode": mode, "asked_at": now, "started_at": None, "accept_loss": accept_loss}
        else:
            values |= {"accept_loss": before.accept_loss or accept_loss}
            if mode == "full":
                values["mode"] = mode
        self._run(update(SyncTable).where(SyncTable.connection == connection).values(values))
        self._changed("sync", connection, state="asked")
        return self.get(connection)

    def claim(self, connection: str, now: datetime, lease_s: float) -> SyncClaim | None:
        """Take the connection for `lease_s` seconds; None when nothing is asked for or somebody is at it."""
        claim = SyncClaim(connection, secrets.token_hex(16))
        table = SyncTable
        statement = (
            update(table)
            .where(table.connection == connection, table.mode.is_not(None), _nobody_at_it(now))
            .values(
                lease_token=claim.token,
                lease_until=now + timedelta(seconds=lease_s),
                attempts=table.attempts + 1,
            )
        )
        return claim if self._run(statement).rowcount == 1 else None

    def renew(self, claim: SyncClaim, now: datetime, lease_s: float) -> bool:
        """Hold it for another `lease_s` seconds; False when it is no longer ours."""
        return self._held(claim, lease_until=now + timedelta(seconds=lease_s))

    def note(self, claim: SyncClaim, **values: Any) -> bool:  # noqa: ANN401  # columns
        """Set some of the state; False when the claim is no longer ours: roll back then."""
        self._changed("sync", claim.connection, state="running")
        return self._held(claim, **_clean(values))

    def release(self, claim: SyncClaim, **values: Any) -> bool:  # noqa: ANN401  # columns
        """Let go of it, setting some of the state; False when it was no longer ours."""
        self._changed("sync", claim.connection, state="paused")
        return self._held(claim, **_clean(values), lease_token=None, lease_until=None)

    def set(self, connection: str, **values: Any) -> None:  # noqa: ANN401  # columns
        """Set some of the state without being at it."""
        self._ensure(connection)
        self._run(update(SyncTable).where(SyncTable.connection == connection).values(_clean(values)))

    def _held(self, claim: SyncClaim, **values: Any) -> bool:  # noqa: ANN401
        table = SyncTable
        statement = update(table).where(
            table.connection == claim.connection, table.lease_token == claim.token
        )
        return self._run(statement.values(values)).rowcount == 1

    def _ensure(self, connection: str) -> None:
        empty: dict[str, Any] = {name: {} for name in ("progress", "report", "gap", "refused")}
        row = {**empty, "connection": connection, "attempts": 0, "accept_loss": False}
        self._run(self._insert(SyncTable).on_conflict_do_nothing(), row)


def sync_is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a sync is asked for, due, and nobody alive is at it."""
    table = SyncTable
    return and_(table.mode.is_not(None), table.due_at <= now, _nobody_at_it(now))


def _nobody_at_it(now: datetime) -> ColumnElement[bool]:
    return or_(SyncTable.lease_until.is_(None), SyncTable.lease_until <= now)


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean_json(value) if isinstance(value, dict) else value for name, value in values.items()}


def _rows() -> Query:
    return select(*(getattr(SyncTable, name) for name in SyncState.__dataclass_fields__))

"""Notices that nothing was heard of a CRM for longer than it keeps track of what was deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...store import WorkspaceSession


@dataclass(frozen=True)
class Gap:
    """A stretch without sync and without event."""

    since: datetime
    until: datetime
    noticed_at: datetime

    @property
    def hours(self) -> float:
        """How long it was."""
        return (self.until - self.since).total_seconds() / 3600

    def to_json(self) -> dict[str, Any]:
        """Return it as the connection's state holds it; `filled_at` is added once everything was compared."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "noticed_at": self.noticed_at.isoformat(),
            "filled_at": None,
        }


def gap_of(session: WorkspaceSession, connection: str, now: datetime, longest_s: float) -> Gap | None:
    """Return the gap since the last success, if there is one that nobody has noticed yet.

    Events in between count: a CRM that speaks has not been lost sight of. A connection that has never been
    loaded has no gap; its load brings everything.
    """
    state = session.syncs.get(connection)
    if state.succeeded_at is None or (now - state.succeeded_at).total_seconds() <= longest_s:
        return None
    since, until = session.events.longest_silence(connection, state.succeeded_at, now)
    if (until - since).total_seconds() <= longest_s:
        return None
    if state.gap and state.gap.get("since") == since.isoformat() and state.mode == "full":
        return None
    return Gap(since, until, now)

"""As of when a connection's records speak.

A live CRM speaks of the present. Files speak of the day they were exported, which nothing in them says; the
last thing that happened in them comes closest. Counting to today instead would make every deal of an old
export look stalled for years.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...store import Store
from ..connections import FILES


def horizons(store: Store, workspace: str, now: datetime) -> Mapping[str, datetime]:
    """Return, by connection of a workspace, the moment as of which to look at its records.

    Args:
        store: Where the records are.
        workspace: Whose connections.
        now: The present; what lies after it is on the calendar, not in the past.
    """
    with store.system() as system:
        connectors = {row.key: row.connector for row in system.connections.list(workspace)}
    with store.workspace(workspace) as session:
        return {
            key: (session.records.last_event_at(key, now) if connector == FILES else None) or now
            for key, connector in connectors.items()
        }

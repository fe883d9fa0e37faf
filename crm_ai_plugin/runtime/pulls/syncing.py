"""Pulls a whole CRM, page by page; interrupted, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from ...errors import ConfigurationError
from ...ports.connector import ReadsRecords
from ...store import Store
from ..connections import Connections

BULK_PATIENCE_S = 120.0
"""A bulk pull rather waits for the call budget than gives up; a rep's refresh goes back to the queue."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Syncing:
    """Brings a connection's records into the store."""

    store: Store
    connections: Connections

    def run(
        self, workspace: str, connection: str, *, full: bool = False, progress: Progress = lambda *_: None
    ) -> dict[str, int]:
        """Pull what changed since the last time, or everything.

        A page and the cursor behind it are committed together.

        Args:
            workspace: Whose connection.
            connection: Its key.
            full: Forget the cursors and read everything.
            progress: Called with kind and number of records so far.

        Returns:
            Records seen by kind.
        """
        seen: dict[str, int] = {}
        with self.connections.open(workspace, connection, patience_s=BULK_PATIENCE_S) as connector:
            if not isinstance(connector, ReadsRecords):
                raise ConfigurationError(
                    f"{connector.key} can't deliver records in bulk", code="no_bulk_read"
                )
            reader = cast(ReadsRecords, connector)
            for kind in reader.kinds():
                with self.store.workspace(workspace) as session:
                    cursor = None if full else session.cursors.get(connection, kind)
                seen[kind] = 0
                for page in reader.changes(kind, cursor):
                    with self.store.workspace(workspace) as session:
                        session.records.upsert(connection, page.records)
                        if page.deleted_ids:
                            session.records.delete(connection, kind, page.deleted_ids)
                        if page.cursor is not None:
                            session.cursors.set(connection, kind, page.cursor)
                    seen[kind] += len(page.records)
                    progress(kind, seen[kind])
        return seen

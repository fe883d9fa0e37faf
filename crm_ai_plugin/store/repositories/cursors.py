"""How far pulls have come."""

from __future__ import annotations

from sqlalchemy import delete, select

from ..tables.cursors import CursorTable
from .base import Repository


class Cursors(Repository):
    """Cursors of one workspace, by connection and kind of record."""

    def get(self, connection: str, kind: str) -> str | None:
        """Return where the next pull goes on; None: from the beginning."""
        table = CursorTable
        found: str | None = self._session.scalar(
            select(table.value).where(table.connection == connection, table.kind == kind)
        )
        return found

    def set(self, connection: str, kind: str, value: str) -> None:
        """Store the cursor; do so in the transaction that stores what it has passed."""
        statement = self._insert(CursorTable).on_conflict_do_update(
            index_elements=["workspace_id", "connection", "kind"], set_={"value": value}
        )
        self._run(statement, [{"connection": connection, "kind": kind, "value": value}])

    def drop(self, connection: str, kind: str) -> None:
        """Forget a cursor: the next pull begins at the beginning."""
        self._run(delete(CursorTable).where(CursorTable.connection == connection, CursorTable.kind == kind))

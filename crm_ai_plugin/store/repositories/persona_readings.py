"""Readings of touchpoints: kept so that a text is read once."""

from __future__ import annotations

from sqlalchemy import select

from ..tables.persona_readings import PersonaReadingTable
from .base import Repository


class PersonaReadings(Repository):
    """The readings of one workspace's contacts, as the feature packs them."""

    def of(self, connection: str, contact_id: str) -> bytes | None:
        """Return what was kept of a contact, or None."""
        table = PersonaReadingTable
        query = select(table.readings).where(table.connection == connection, table.contact_id == contact_id)
        return self._session.scalars(query).first()

    def set(self, connection: str, contact_id: str, readings: bytes) -> None:
        """Keep `readings` in place of what was there."""
        row = {"connection": connection, "contact_id": contact_id, "readings": readings}
        statement = self._insert(PersonaReadingTable)
        changed = {"readings": statement.excluded.readings}
        self._run(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "connection", "contact_id"], set_=changed
            ),
            [row],
        )

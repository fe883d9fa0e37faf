"""Overrides: what people decided about the traits of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from ...ports.person import Override
from ..tables.persona_overrides import PersonaOverrideTable
from .base import Repository


class PersonaOverrides(Repository):
    """The overrides of one workspace, at most one per contact and trait."""

    def set(self, connection: str, contact_id: str, override: Override) -> None:
        """Store an override in place of the one before."""
        key = {"connection": connection, "contact_id": contact_id, "trait": override.trait}
        values = {
            "kind": override.kind,
            "value": override.value,
            "data": dict(override.data),
            "reason": override.reason,
            "by": override.by,
            "at": override.at,
        }
        statement = self._insert(PersonaOverrideTable).on_conflict_do_update(
            index_elements=["workspace_id", *key], set_=values
        )
        self._run(statement, [key | values])

    def lift(self, connection: str, contact_id: str, trait: str) -> bool:
        """Take an override off; return whether there was one."""
        table = PersonaOverrideTable
        statement = delete(table).where(
            table.connection == connection, table.contact_id == contact_id, table.trait == trait
        )
        return self._run(statement).rowcount > 0

    def of(self, connection: str, contact_id: str) -> Sequence[Override]:
        """Return the overrides of a contact, by trait."""
        table = PersonaOverrideTable
        query = (
            select(table.trait, table.kind, table.value, table.reason, table.by, table.at, table.data)
            .where(table.connection == connection, table.contact_id == contact_id)
            .order_by(table.trait)
        )
        return [Override(*row) for row in self._run(query)]

"""What is seen of a contact at this moment, for answers that keep nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...insights.persona_charts import PersonaCharts
from ...ports.feature import Draft
from ...ports.person import PersonHistory
from ...store import WorkspaceSession
from ..advice.horizon import horizons
from .building import ENGINE, Building


@dataclass(frozen=True)
class Looking:
    """Measures people without storing a version: nobody gets a persona because somebody looked at a deal."""

    building: Building

    def as_of(self, workspace: str, connection: str) -> datetime:
        """Return the moment as of which a connection's records speak."""
        now = self.building.clock()
        return horizons(self.building.store, workspace, now).get(connection, now)

    def find(self, workspace: str, contact_id: str, connection: str | None = None) -> str:
        """Return the connection that has a contact.

        Raises:
            NotFoundError: no such contact.
            ConflictError: several connections have that contact.
        """
        with self.building.store.workspace(workspace) as session:
            return session.records.find_contact(contact_id, connection)[0]

    def draft(self, session: WorkspaceSession, connection: str, contact_id: str, as_of: datetime) -> Draft:
        """Return the persona as of now in the engine's words, with what people decided.

        Raises:
            NotFoundError: no such contact.
        """
        feature = self.building.feature
        snapshot = session.records.person(connection, contact_id, as_of)
        facts = feature.facts(snapshot, session.learned.latest(feature.key))
        overrides = session.persona_overrides.of(connection, contact_id)
        return feature.word(feature.assess(facts, PersonHistory(overrides=overrides)), ENGINE)

    def charts(self, workspace: str, contact_id: str, connection: str | None = None) -> PersonaCharts | None:
        """Return the figures of a contact's charts as of now; None where too little was seen, or nothing may be said.

        Raises:
            NotFoundError: no such contact.
            ConflictError: several connections have that contact.
        """
        key = self.find(workspace, contact_id, connection)
        as_of = self.as_of(workspace, key)
        with self.building.store.workspace(workspace) as session:
            found = self.draft(session, key, contact_id, as_of).payload.get("charts")
        return None if found is None else PersonaCharts.model_validate(found)

"""What was derived from a person, and goes when they must not be profiled any more; their records are not meant."""

from __future__ import annotations

from ...store import WorkspaceSession


def erase_profile(session: WorkspaceSession, connection: str, contact_id: str) -> None:
    """Erase what was inferred and quoted of a person, in the transaction of `session`."""
    session.objections.erase_contact(contact_id)
    session.persona_overrides.erase_contact(connection, contact_id)
    session.insights.erase("persona", "contact", contact_id, connection)
    # Answers about many deals quote and name anybody around them; they are made again from what is left.
    session.insights.erase_kind("win_loss")
    session.shares.erase_contact(connection, contact_id)
    session.report_schedules.erase_contact(connection, contact_id)
    session.alerts.erase_contact(contact_id)
    # Words are kept encrypted, so nobody can say which of them name the person; they can be bought again.
    session.wordings.drop()

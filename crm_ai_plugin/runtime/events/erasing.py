"""What happens when a CRM asks to forget a person: the place where all that holds something of people is told."""

from __future__ import annotations

from ...records import Contact
from ...store import WorkspaceSession


def erase_contact(session: WorkspaceSession, connection: str, contact_id: str) -> None:
    """Forget a person in the transaction of `session`; nothing the CRM delivers later brings the records back."""
    names = [name for one in session.records.fetch(connection, Contact, [contact_id]) for name in _names(one)]
    touched = session.records.erase_contact(connection, contact_id)
    session.objections.erase_contact(contact_id)
    session.persona_overrides.erase_contact(connection, contact_id)
    session.persona_readings.erase_contact(connection, contact_id)
    session.persona_approvals.erase_contact(connection, contact_id)
    session.insights.erase("persona", "contact", contact_id, connection)
    # Answers about many deals quote and name anybody around them; they are made again from what is left.
    session.insights.erase_kind("win_loss")
    # A document says whom it names nowhere but in its words, so the passages with them go.
    passages = session.knowledge.erase_mentions(names)
    session.embeddings.forget("passages", passages)
    session.shares.erase_contact(connection, contact_id)
    session.report_schedules.erase_contact(connection, contact_id)
    session.alerts.erase_contact(contact_id)
    # Words are kept encrypted, so nobody can say which of them name the person; they can be bought again.
    session.wordings.drop()
    # The CRM's id alone: who asks whether it was done has to be answered.
    session.audit.add(
        "crm",
        "erased",
        f"contact:{contact_id}",
        {"connection": connection, "touchpoints": touched, "passages": len(passages)},
    )


def _names(contact: Contact) -> list[str]:
    """What tells a person from others: the full name and the address; a first name alone is anybody's."""
    full = f"{contact.first_name or ''} {contact.last_name or ''}".strip()
    return [name for name in (full if " " in full else "", contact.email or "") if name]

"""What happens when a CRM asks to forget a person: the place where all that holds something of people is told."""

from __future__ import annotations

from ...store import WorkspaceSession


def erase_contact(session: WorkspaceSession, connection: str, contact_id: str) -> None:
    """Forget a person in the transaction of `session`; nothing the CRM delivers later brings the records back."""
    touched = session.records.erase_contact(connection, contact_id)
    session.objections.erase_contact(contact_id)
    # Words are kept encrypted, so nobody can say which of them name the person; they can be bought again.
    session.wordings.drop()
    # The CRM's id alone: who asks whether it was done has to be answered.
    session.audit.add(
        "crm", "erased", f"contact:{contact_id}", {"connection": connection, "touchpoints": touched}
    )

"""Whom a document may speak of, so that forgetting a person reaches it."""

from __future__ import annotations

from collections.abc import Sequence

from ...insights import Insight
from ...insights.comparison import PEOPLE
from ...store import WorkspaceSession


def people_of(session: WorkspaceSession, insight: Insight) -> Sequence[str] | None:
    """Return ``connection:id`` of the contacts that an insight may speak of; None: it may be anybody.

    About one deal that is everybody around it, about a contact that one, and whoever its evidence names. What is about
    many deals is not looked through: forgetting any person takes it back, and it can be made again.
    """
    connection, subject = insight.connection, insight.subject
    if subject.type == "deal":
        snapshot = session.records.snapshot(connection, subject.id, insight.as_of)
        found = {link.contact_id for link in snapshot.deal_contacts}
        found.update(id_ for activity in snapshot.activities for id_ in activity.contact_ids)
    elif subject.type == "contact":
        found = {subject.id}
    elif subject.type == PEOPLE:
        found = set(subject.id.split(","))
    else:
        return None
    found.update(one.record.id for one in insight.evidence if one.record.type == "contact")
    return sorted(f"{connection}:{id_}" for id_ in found)

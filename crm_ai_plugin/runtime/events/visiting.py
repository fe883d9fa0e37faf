"""Makes activities of what a web tracker sends: of people the CRM knows, who may be profiled, and of nobody else.

Visits don't go through the inbox: it keeps what came as it came, for days, and of strangers nothing may be kept. They
are looked up, judged and stored in one transaction, before the sender gets its answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from ...ports.receiver import Acknowledgement, RawDelivery
from ...ports.visits import BringsVisits, Visit, VisitKind, Visits
from ...records import Activity, ActivityType, Direction
from ...records.activity import OWN_ID
from ...store import Store, WorkspaceSession
from .endpoints import BoundEndpoint

MOST_TOLD = 20
"""Unreadable elements that an answer names; a sender that gets everything wrong knows after these."""

_WORDS: Mapping[VisitKind, str] = {
    "page_view": "Page view",
    "form_submitted": "Form submitted",
    "download": "Download",
}


@dataclass(frozen=True)
class Visiting:
    """The way in for visits."""

    store: Store

    def accept(self, bound: BoundEndpoint, receiver: BringsVisits, delivery: RawDelivery) -> Acknowledgement:
        """Return the answer to a verified delivery; what is kept of it is on disk.

        The answer says what could be read, and nothing of whom we know: a tracker must not find out who is a contact.

        Raises:
            WebhookRejected: the body can't be read.
            RetryableError: it could not be stored; the sender has to try again.
        """
        visits = receiver.visits(delivery, bound.endpoint)
        if visits.items:
            with self.store.workspace(bound.row.workspace_id) as session:
                kept = _activities(session, bound.row.connection, visits)
                session.records.upsert(bound.row.connection, kept, read_at=delivery.received_at)
        told = [asdict(one) for one in visits.unreadable[:MOST_TOLD]]
        answer = {"read": len(visits.items), "unreadable": len(visits.unreadable), "problems": told}
        return Acknowledgement("application/json", json.dumps(answer))


def _activities(session: WorkspaceSession, connection: str, visits: Visits) -> Sequence[Activity]:
    session.records.hold(connection)
    known = session.records.watchable(connection, [v.contact_id for v in visits.items if v.contact_id])
    by_address = session.records.watchable_at(connection, [v.email for v in visits.items if v.email])

    def people(visit: Visit) -> Sequence[str]:
        if visit.contact_id is not None:
            return [visit.contact_id] if visit.contact_id in known else []
        return by_address.get((visit.email or "").strip().lower(), [])

    return [_activity(visit, found) for visit in visits.items if (found := people(visit))]


def _activity(visit: Visit, contact_ids: Sequence[str]) -> Activity:
    # Of no deal: the person went there, and which of their deals they had in mind nobody knows.
    return Activity(
        id=f"{OWN_ID}web:{visit.key}",
        type=ActivityType.WEB,
        direction=Direction.INBOUND,
        at=visit.at,
        subject=f"{_WORDS[visit.kind]}: {visit.title}" if visit.title else _WORDS[visit.kind],
        body=visit.page,
        contact_ids=tuple(contact_ids),
    )

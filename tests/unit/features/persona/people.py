"""Small contacts, built in a line or two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.features.persona import Persona
from crm_ai_plugin.insights.persona import PersonaPayload
from crm_ai_plugin.ports.feature import Draft
from crm_ai_plugin.ports.person import Override, PersonHistory
from crm_ai_plugin.records import Activity, ActivityType, Contact, ContactSnapshot, Direction

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ME = "c-1"
FEATURE = Persona()


def touch(
    id_: str,
    days_ago: float,
    *,
    kind: str = "email",
    inbound: bool = True,
    body: str = "",
    subject: str = "",
    **more: Any,
) -> Activity:
    """Return an activity of the contact."""
    return Activity(
        id=id_,
        type=ActivityType(kind),
        direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
        at=NOW - timedelta(days=days_ago),
        subject=subject,
        body=body,
        contact_ids=more.pop("contact_ids", (ME,)),
        **more,
    )


def contact(activities: Sequence[Activity] = (), **fields: Any) -> ContactSnapshot:
    """Return a contact with these activities."""
    return ContactSnapshot(
        connection="crm",
        as_of=NOW,
        contact=Contact(id=ME, **fields),
        activities=tuple(sorted(activities, key=lambda a: (a.at, a.id))),
    )


def drafted(snapshot: ContactSnapshot, overrides: Sequence[Override] = ()) -> Draft:
    """Return the persona of a contact in the engine's words."""
    assessment = FEATURE.assess(FEATURE.facts(snapshot, None), PersonHistory(overrides=overrides))
    return FEATURE.word(assessment, EngineWriter())


def persona(snapshot: ContactSnapshot, overrides: Sequence[Override] = ()) -> PersonaPayload:
    """Return the payload of a contact's persona."""
    return PersonaPayload.model_validate(drafted(snapshot, overrides).payload)

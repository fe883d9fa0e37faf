"""HubSpot's names for record types, in the three ways its events spell them."""

from __future__ import annotations

from collections.abc import Mapping

from crm_ai_plugin.records import RecordType

_BY_NAME: Mapping[str, RecordType] = {
    "deal": "deal",
    "contact": "contact",
    "company": "company",
    "line_item": "line_item",
    "call": "activity",
    "communication": "activity",
    "email": "activity",
    "engagement": "activity",
    "meeting": "activity",
    "meeting_event": "activity",
    "note": "activity",
    "postal_mail": "activity",
    "task": "activity",
}

_BY_TYPE_ID: Mapping[str, RecordType] = {
    "0-1": "contact",
    "0-2": "company",
    "0-3": "deal",
    "0-4": "activity",  # engagement
    "0-8": "line_item",
    "0-18": "activity",  # communication
    "0-27": "activity",  # task
    "0-46": "activity",  # note
    "0-47": "activity",  # meeting
    "0-48": "activity",  # call
    "0-49": "activity",  # e-mail
    "0-116": "activity",  # postal mail
}


def record_type(name: object, type_id: object) -> RecordType | None:
    """Return the type for a type id (``0-3``), else for an object name (``deal``); None if unknown."""
    if isinstance(type_id, str) and type_id:
        return _BY_TYPE_ID.get(type_id.strip())
    return _BY_NAME.get(name.strip().lower()) if isinstance(name, str) else None

"""E-mails, calls, meetings, notes and tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from crm_ai_plugin.records import Activity, Direction
from crm_ai_plugin.records.silencing import wordless

from ...text import plain_text, reference
from .kinds import ACTIVITY_TYPES, NOTES, TASKS
from .values import moment, number, object_id, properties, text

_MS = 1000.0
_DIRECTIONS: Mapping[str, Direction] = {
    "INCOMING_EMAIL": Direction.INBOUND,
    "EMAIL": Direction.OUTBOUND,
    "FORWARDED_EMAIL": Direction.OUTBOUND,
    "INBOUND": Direction.INBOUND,
    "OUTBOUND": Direction.OUTBOUND,
}
_DID_NOT_TAKE_PLACE = frozenset({"CANCELED", "CANCELLED", "RESCHEDULED"})
_SUBJECTS = {
    "emails": "hs_email_subject",
    "calls": "hs_call_title",
    "meetings": "hs_meeting_title",
    "tasks": "hs_task_subject",
}
_BODIES = {
    "calls": ("hs_call_body",),
    "meetings": ("hs_meeting_body", "hs_internal_meeting_notes"),
    NOTES: ("hs_note_body",),
    TASKS: ("hs_task_body",),
}


def activity(
    raw: Mapping[str, Any],
    object_type: str,
    *,
    deal_id: str | None,
    contact_ids: Sequence[str],
    silent_contacts: Collection[str] = (),
) -> Activity | None:
    """Return the activity, or None for one that is none.

    None are: our own notes and tasks, meetings that did not take place, and objects without a time.

    Args:
        raw: The object as HubSpot gave it.
        object_type: HubSpot's plural, such as ``emails``.
        deal_id: The deal it is seen from.
        contact_ids: Associated contacts.
        silent_contacts: Those who must not be profiled; their words are left out.
    """
    found = properties(raw)
    at = _at(found, object_type)
    if at is None or text(found.get("hs_meeting_outcome")) in _DID_NOT_TAKE_PLACE:
        return None
    body = _body(found, object_type)
    if is_ours(object_type, body):
        return None
    status = text(found.get("hs_task_status"))
    whole = Activity(
        id=object_id(raw),
        type=ACTIVITY_TYPES[object_type],
        direction=_DIRECTIONS.get(
            text(found.get("hs_email_direction") or found.get("hs_call_direction")) or ""
        ),
        at=at,
        duration_s=_duration(found),
        subject=plain_text.tidy(text(found.get(_SUBJECTS.get(object_type, ""))) or ""),
        body=body,
        deal_id=deal_id,
        contact_ids=tuple(contact_ids),
        owner_id=text(found.get("hubspot_owner_id")),
        thread_id=text(found.get("hs_email_thread_id")),
        done=None if object_type != TASKS or status is None else status == "COMPLETED",
    )
    return wordless(whole, silent_contacts)


def is_ours(object_type: str, body: str) -> bool:
    """Return whether this is a note or task that this product wrote."""
    return object_type in {NOTES, TASKS} and reference.find(body) is not None


def body_of(raw: Mapping[str, Any], object_type: str) -> str:
    """Return the plain text of an object."""
    return _body(properties(raw), object_type)


def _at(found: Mapping[str, Any], object_type: str) -> datetime | None:
    start = found.get("hs_meeting_start_time") if object_type == "meetings" else None
    return moment(start) or moment(found.get("hs_timestamp"))


def _body(found: Mapping[str, Any], object_type: str) -> str:
    if object_type == "emails":
        plain = text(found.get("hs_email_text"))
        return (
            plain_text.tidy(plain) if plain else plain_text.from_html(text(found.get("hs_email_html")) or "")
        )
    parts = (plain_text.from_html(text(found.get(name)) or "") for name in _BODIES[object_type])
    return "\n".join(filter(None, parts))


def _duration(found: Mapping[str, Any]) -> int | None:
    call = number(found.get("hs_call_duration"))
    if call is not None:
        return round(call / _MS)
    start, end = moment(found.get("hs_meeting_start_time")), moment(found.get("hs_meeting_end_time"))
    return round((end - start).total_seconds()) if start and end and end >= start else None

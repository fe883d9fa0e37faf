"""E-mails, calls, meetings, notes, tasks and web visits."""

from __future__ import annotations

from enum import StrEnum

from .base import Record, RecordId, UtcTime

OWN_ID = "crm-ai:"
"""How ids of activities begin that no CRM holds: they came another way, and no reading of the CRM shows them."""


class ActivityType(StrEnum):
    """Kinds of touchpoint."""

    EMAIL = "email"
    CALL = "call"
    MEETING = "meeting"
    NOTE = "note"
    TASK = "task"
    WEB = "web"


class Direction(StrEnum):
    """Who started it, seen from the seller: inbound comes from the customer."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Activity(Record):
    """One touchpoint. `at` is when it happened or, for a meeting or task, is due."""

    id: RecordId
    type: ActivityType
    direction: Direction | None = None
    at: UtcTime
    duration_s: int | None = None
    subject: str = ""
    body: str = ""
    """Plain text as the CRM holds it. Untrusted: it may have been written by anybody."""
    deal_id: str | None = None
    contact_ids: tuple[str, ...] = ()
    owner_id: str | None = None
    thread_id: str | None = None
    done: bool | None = None
    """For tasks: whether it was completed; None where it does not apply or is unknown."""

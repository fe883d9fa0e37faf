"""A sales rep."""

from __future__ import annotations

from .base import Record, RecordId


class Owner(Record):
    """A user of the CRM who owns deals."""

    id: RecordId
    name: str = ""
    email: str | None = None
    team: str | None = None

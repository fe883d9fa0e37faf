"""What a claim rests on."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from ..records import RecordRef


class Evidence(BaseModel):
    """Points at one record; `quote`, if any, is a verbatim substring of that record's text.

    `what` says in the engine's words which part of the record counts (``"close date moved from … to …"``).
    `url` is a deep link into the CRM.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    record: RecordRef
    at: datetime | None = None
    what: str
    quote: str | None = None
    url: str | None = None

"""A deal (opportunity)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from .base import Record, RecordId, UtcTime


class Outcome(StrEnum):
    """How a deal ended, or that it has not."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Deal(Record):
    """A deal with its present field values; how they came about is in the change records."""

    id: RecordId
    name: str = ""
    company_id: str | None = None
    owner_id: str | None = None
    pipeline: str | None = None
    stage: str | None = None
    amount: float | None = None
    """In `currency`; None when the CRM holds no amount."""
    currency: str | None = None
    created_at: UtcTime | None = None
    closed_at: UtcTime | None = None
    """When it was won or lost; None while open."""
    expected_close_at: date | None = None
    outcome: Outcome = Outcome.OPEN
    loss_reason: str | None = None
    competitors: tuple[str, ...] = ()
    source: str | None = None

"""Rows of a generated world: one frozen dataclass per bundle file, with exactly its columns.

Times are timezone-aware UTC datetimes, amounts are in the row's currency, durations are seconds,
discounts are fractions between 0 and 1. Lists are tuples; an absent value is ``None`` or ``""``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = [
    "ActivityRow",
    "CompanyRow",
    "ContactRow",
    "DealContactRow",
    "DealRow",
    "FieldChangeRow",
    "LineItemRow",
    "OwnerRow",
    "StageChangeRow",
]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """A sales person."""

    id: str
    name: str
    email: str
    team: str


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A buying organisation."""

    id: str
    name: str
    domain: str
    industry: str
    employees: int
    annual_revenue: int
    country: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at a company; ``do_not_profile`` means no persona may be made of them."""

    id: str
    company_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    title: str
    seniority: str
    language: str
    country: str
    do_not_profile: bool


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal as it stands at the world's ``now``."""

    id: str
    name: str
    company_id: str
    owner_id: str
    pipeline: str
    stage: str
    amount: float
    currency: str
    created_at: datetime
    closed_at: datetime | None
    expected_close_at: datetime
    outcome: str
    loss_reason: str
    competitors: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class DealContactRow:
    """A person's part in a deal."""

    deal_id: str
    contact_id: str
    role: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An e-mail, call, meeting, note or task; the first contact is the one who wrote or was written to."""

    id: str
    type: str
    direction: str
    at: datetime
    duration_s: int | None
    subject: str
    body: str
    deal_id: str
    contact_ids: tuple[str, ...]
    owner_id: str
    thread_id: str


@dataclass(frozen=True, slots=True)
class StageChangeRow:
    """One step through the pipeline; the first has an empty ``from_stage``."""

    deal_id: str
    from_stage: str
    to_stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FieldChangeRow:
    """A changed deal field (``amount`` or ``expected_close_at``), values as the bundle writes them."""

    deal_id: str
    field: str
    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineItemRow:
    """What is being sold: a deal's amount is the sum of ``quantity * price * (1 - discount)``."""

    deal_id: str
    product: str
    quantity: int
    price: float
    discount: float

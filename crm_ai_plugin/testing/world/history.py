"""A deal's history while it is being simulated, and what can be measured on it at an instant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from crm_ai_plugin.testing.world.people import Account
from crm_ai_plugin.testing.world.rows import OwnerRow
from crm_ai_plugin.testing.world.stages import Pipeline
from crm_ai_plugin.testing.world.truth import COEFFICIENTS

__all__ = ["Draft", "FieldChange", "History", "measure", "workday"]

_TEXT_SIGNALS = (
    "competitor_named",
    "price_pressure",
    "budget_frozen",
    "requirement_missing",
    "champion_leaving",
    "buying_signal",
)


def workday(at: datetime) -> datetime:
    """The instant itself, or the next working hour (Monday to Friday, 7 to 18 h UTC) after it."""
    if at.hour >= 18:
        at = (at + timedelta(days=1)).replace(hour=7 + at.minute % 3)
    elif at.hour < 7:
        at = at.replace(hour=7 + at.minute % 3)
    if at.weekday() >= 5:
        at += timedelta(days=7 - at.weekday())
    return at.replace(microsecond=0)


@dataclass(slots=True)
class Draft:
    """An activity before it has an id; ``recorded_at`` is when it was entered."""

    type: str
    direction: str
    at: datetime
    recorded_at: datetime
    subject: str
    body: str
    contact_ids: tuple[str, ...]
    duration_s: int | None = None
    thread: int | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A changed deal field with typed values."""

    field: str
    old: float | datetime
    new: float | datetime
    at: datetime


@dataclass(slots=True)
class History:
    """Everything that happened in one deal so far."""

    deal_id: str
    name: str
    account: Account
    owner: OwnerRow
    pipeline: Pipeline
    created_at: datetime
    expected_close_at: datetime
    source: str
    roles: dict[str, str]
    """Role per contact id, in the order the people joined."""
    items: list[tuple[str, int, float]]
    """Product, quantity, price."""
    discount: float = 0.0
    competitor: str = ""
    stages: list[tuple[str, datetime]] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    threads: int = 0

    @property
    def amount(self) -> float:
        """List price less discount, in whole cents."""
        return round(sum(quantity * price for _, quantity, price in self.items) * (1 - self.discount), 2)

    def new_thread(self) -> int:
        """The number of the next mail thread."""
        self.threads += 1
        return self.threads

    def cut_amount(self, discount: float, at: datetime) -> None:
        """Grant ``discount`` on everything and note the change of amount."""
        old, self.discount = self.amount, discount
        self.changes.append(FieldChange("amount", old, self.amount, at))

    def push_close(self, days: int, at: datetime) -> None:
        """Move the expected close later by ``days``."""
        old, self.expected_close_at = self.expected_close_at, self.expected_close_at + timedelta(days=days)
        self.changes.append(FieldChange("expected_close_at", old, self.expected_close_at, at))


def _reply_latency_growth(history: History, at: datetime) -> float:
    mails = sorted((d for d in history.drafts if d.type == "email" and d.at <= at), key=lambda d: d.at)
    last_sent: dict[int | None, datetime] = {}
    waits: list[tuple[datetime, float]] = []
    for mail in mails:
        if mail.direction == "outbound":
            last_sent[mail.thread] = mail.at
        elif mail.thread in last_sent:
            waits.append((mail.at, (mail.at - last_sent.pop(mail.thread)).total_seconds()))
    if len(waits) < 5:
        return 0.0
    hours = [max(wait, 60.0) for _, wait in waits]
    return max(-2.0, min(2.0, math.log2(median(hours[-3:]) / median(hours[:-3]))))


def _has_unanswered_question(history: History, at: datetime) -> bool:
    past = [d for d in history.drafts if d.type == "email" and d.at <= at]
    for mail in past:
        if "buyer_question" in mail.signals and not any(
            other.thread == mail.thread and other.direction == "outbound" and other.at > mail.at
            for other in past
        ):
            return True
    return False


def measure(history: History, at: datetime) -> Mapping[str, float]:
    """The features of :mod:`crm_ai_plugin.testing.world.truth` at the instant ``at``."""
    past = [d for d in history.drafts if d.at <= at]
    engaged: set[str] = set()
    for draft in past:
        if draft.type in ("meeting", "call"):
            engaged.update(draft.contact_ids)
        elif draft.type == "email" and draft.direction == "inbound":
            engaged.update(draft.contact_ids[:1])
    seen = {signal for draft in past for signal in draft.signals}
    order = [stage.id for stage in history.pipeline.open_stages]
    stage = next((s for s, when in reversed(history.stages) if when <= at), order[0])
    pushes = sum(1 for c in history.changes if c.field == "expected_close_at" and c.at <= at)
    amount = history.amount
    for change in reversed(history.changes):
        if change.field == "amount" and change.at > at and isinstance(change.old, float):
            amount = change.old
    buyers = {contact for contact, role in history.roles.items() if role == "economic_buyer"}
    values = {
        "economic_buyer_engaged": float(bool(engaged & buyers)),
        "people_engaged": float(min(4, max(0, len(engaged) - 1))),
        "next_meeting_booked": float(
            any(d.type == "meeting" and d.recorded_at <= at < d.at for d in history.drafts)
        ),
        "close_date_pushes": float(min(4, pushes)),
        "reply_latency_growth": round(_reply_latency_growth(history, at), 6),
        "unanswered_question": float(_has_unanswered_question(history, at)),
        "stage_progress": float(order.index(stage)),
        "amount_log10": round(math.log10(max(amount, 1.0) / 30_000), 6),
    }
    values.update({signal: float(signal in seen) for signal in _TEXT_SIGNALS})
    return {key: values[key] for key in COEFFICIENTS}

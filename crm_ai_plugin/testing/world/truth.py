"""What really decides a generated deal: a logistic model over things that can be seen in its records.

The chance of winning is ``1 / (1 + exp(-(INTERCEPT + sum(COEFFICIENTS[k] * x[k]))))`` with the features ``x``
taken at one instant (:class:`DealTruth.measured_at`). For a closed deal that instant lies a few days before
the closing date, and the outcome was drawn with that chance. For an open deal it is the world's ``now``, and
the chance is the one it would be decided with as it stands. Nothing else moves an outcome; the loss reason,
the closing mails and the closing stage are written after the draw.

Features:
    economic_buyer_engaged: 1 when the economic buyer wrote, or sat in a meeting or call that took place.
    people_engaged: buyers who did either, counted beyond the first, at most 4.
    next_meeting_booked: 1 when a meeting later than the instant is booked.
    close_date_pushes: times the expected close moved to a later date, at most 4.
    reply_latency_growth: log2 of the median of the buyer's last three reply times over the earlier ones,
        between -2 and 2; 0 with fewer than five replies.
    competitor_named, price_pressure, budget_frozen, requirement_missing, champion_leaving, buying_signal:
        1 once a text carried the signal.
    unanswered_question: 1 when a buyer's question has no later outbound mail in its thread.
    stage_progress: index of the open stage, 0 to 3.
    amount_log10: log10 of the amount over 30,000.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

__all__ = ["COEFFICIENTS", "INTERCEPT", "SIGNALS", "DealTruth", "WorldTruth", "win_probability"]

INTERCEPT = -1.85

COEFFICIENTS: Mapping[str, float] = {
    "economic_buyer_engaged": 1.15,
    "people_engaged": 0.4,
    "next_meeting_booked": 0.95,
    "close_date_pushes": -0.55,
    "reply_latency_growth": -0.7,
    "competitor_named": -0.65,
    "price_pressure": -0.3,
    "budget_frozen": -1.5,
    "requirement_missing": -0.6,
    "champion_leaving": -1.2,
    "buying_signal": 0.75,
    "unanswered_question": -0.5,
    "stage_progress": 0.4,
    "amount_log10": -0.4,
}
"""Log-odds per unit of each feature."""

SIGNALS: tuple[str, ...] = (
    "competitor_named",
    "price_pressure",
    "budget_frozen",
    "requirement_missing",
    "security_review",
    "legal_procurement",
    "timeline",
    "next_step_agreed",
    "champion_leaving",
    "buyer_question",
    "buying_signal",
)
"""Signals that are planted in texts; those without a coefficient do not move the outcome."""


def win_probability(features: Mapping[str, float]) -> float:
    """The true chance of winning, between 0 and 1, for features as described above."""
    log_odds = INTERCEPT + sum(weight * features.get(key, 0.0) for key, weight in COEFFICIENTS.items())
    return 1.0 / (1.0 + math.exp(-log_odds))


@dataclass(frozen=True, slots=True)
class DealTruth:
    """The truth about one deal: when it was measured, on what, and the chance that follows."""

    deal_id: str
    measured_at: datetime
    features: Mapping[str, float]
    p_win: float


@dataclass(frozen=True, slots=True)
class WorldTruth:
    """The truth behind a world.

    Attributes:
        intercept: Log-odds of a deal whose features are all zero.
        coefficients: Log-odds per unit of each feature.
        deals: Truth per deal id.
        signals: Planted signals per activity id; activities without any are absent.
        hostile: Kind of hostile text per activity id (``script``, ``formula``, ``injection``).
        recorded_at: When an activity was entered, where that is earlier than its own time (booked meetings,
            tasks with a due date).
    """

    intercept: float
    coefficients: Mapping[str, float]
    deals: Mapping[str, DealTruth]
    signals: Mapping[str, tuple[str, ...]]
    hostile: Mapping[str, str]
    recorded_at: Mapping[str, datetime]

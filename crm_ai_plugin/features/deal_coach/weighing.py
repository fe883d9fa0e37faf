"""What each candidate is worth for this deal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ...records import Outcome
from ...sentences import Say
from ...stats import Interval, Normal, expit, in_this_case, logit
from ...stats.interval import Z90
from .assessment import Scored, Weighed
from .candidates import Candidate

_SATURDAY = 5


def weigh(
    candidate: Candidate, scored: Scored, learned: Mapping[str, Any], today: date, outcome: Outcome
) -> Weighed:
    """Return the candidate with confidence, chance to win if done, worth and due date.

    The effect in this deal is normal around the average effect, scaled by how strongly the need shows.
    """
    spec = candidate.spec
    known = learned.get("effects", {}).get(spec.key)
    effect = Normal(known["mean"], known["sd"]) if known else spec.prior.normal
    n = int(known["n"]) if known else 0
    here, confidence = in_this_case(effect.scaled(candidate.proposal.dose), spec.prior.spread)
    basis = Say("basis.effect", {"n": n}) if n else Say("basis.prior")
    p = scored.p.value
    if outcome is Outcome.OPEN:
        after = expit(logit(p) + here.mean)
        sd = math.hypot(scored.sd, here.sd)
        middle = logit(p) + here.mean
        low, high = expit(middle - Z90 * sd), expit(middle + Z90 * sd)
        done = Interval(after, min(low, after), max(high, after))
        gain = after - p
    else:
        # The outcome is known; what is gained lies in the next deal with these people.
        done, gain, n, basis = scored.p, effect.mean / 10, 0, Say("basis.after_close")
    due = candidate.proposal.due if candidate.proposal.due is not None else spec.due
    return Weighed(
        candidate, confidence, done, n, basis, gain, gain * confidence.value, business_day(today, due)
    )


def business_day(today: date, days: int) -> date:
    """Return the day `days` business days after `today`; never a weekend, never before `today`."""
    day = today
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            days -= 1
    return day

"""How much somebody takes part, and whether that changed."""

from __future__ import annotations

import math
from datetime import timedelta

from ....sentences import Say
from ....stats import Interval
from ..touchpoints import Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_RECENT = timedelta(days=45)
_BEFORE = timedelta(days=180)
_MIN = 6


@trait("engagement_change", group="engagement", unit="ratio", lives_days=45)
def engagement_change(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """What the contact did in the last 45 days, per day, as a multiple of the half year before.

    Ratio of two Poisson rates with half an event added to each; interval on the log scale
    (Sahai and Khurshid, *Statistics in Epidemiology*, 1996).
    """
    now = points.snapshot.as_of
    recent = [t for t in points.theirs if now - t.activity.at <= _RECENT]
    before = [t for t in points.theirs if _RECENT < now - t.activity.at <= _RECENT + _BEFORE]
    if len(recent) + len(before) < _MIN or not before:
        return NotEnough(len(recent) + len(before), _MIN)
    begun = min(now - points.theirs[0].activity.at - _RECENT, _BEFORE)
    days = max(begun.total_seconds() / 86_400, 14.0)
    log = math.log((len(recent) + 0.5) / (_RECENT.days)) - math.log((len(before) + 0.5) / days)
    sd = math.sqrt(1 / (len(recent) + 0.5) + 1 / (len(before) + 0.5))
    chance = 0.5 * (1 + math.erf(abs(log) / sd / math.sqrt(2)))
    n = len(recent) + len(before)
    if chance < SAY_FROM + 0.1:
        return NotEnough(n, 2 * n)
    side = "more" if log > 0 else "less"
    shown = recent if side == "more" else before
    estimate = Interval(math.exp(log), math.exp(log - 1.645 * sd), math.exp(log + 1.645 * sd))
    return Seen(
        Say(f"trait.engagement_change.value_{side}", {"recent": len(recent), "before": len(before)}),
        {"recent": len(recent), "before": len(before), "days_before": round(days)},
        certainty(chance, n),
        n,
        evidence_of(points, shown, "active"),
        *span_of([*recent, *before]),
        estimate=estimate,
    )


@trait("engagement_level", group="engagement", unit="per_month", lives_days=90)
def engagement_level(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """What the contact did per month since they first did anything, at most the last year."""
    now = points.snapshot.as_of
    own = [t for t in points.theirs if now - t.activity.at <= timedelta(days=365)]
    if len(own) < _MIN - 1:
        return NotEnough(len(own), _MIN - 1)
    months = max((now - own[0].activity.at).total_seconds() / 86_400 / 30.44, 1.0)
    rate, sd = len(own) / months, math.sqrt(len(own)) / months
    return Seen(
        Say("trait.engagement_level.value", {"n": len(own), "per_month": rate}),
        {"n": len(own), "months": round(months, 1)},
        certainty(0.9, len(own)),
        len(own),
        evidence_of(points, own, "active"),
        *span_of(own),
        estimate=Interval(rate, max(rate - 1.645 * sd, 0.0), rate + 1.645 * sd),
    )

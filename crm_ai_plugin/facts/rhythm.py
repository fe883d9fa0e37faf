"""How often both sides are in touch, and since when not."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..records import Activity
from ..sentences import Say
from .context import Context
from .model import Category, Found, Odds, Unknown, Value, fact

CATEGORY: Category = "timeline"

_CHANNELS = ("email", "call", "meeting")
_NEVER = (7, 14, 30, 60, 90, 180)


def _weeks_doubled(value: Value) -> float:
    return math.log2(1.0 + max(float(value or 0.0), 0.0) / 7.0)


def _since(context: Context, activities: Sequence[Activity], what: str) -> Found | Unknown:
    if not activities:
        return Unknown(Say("reason.no_contact_yet"))
    last = activities[-1]
    return Found(context.days_since(last.at), (context.on_activity(last, what),), {"type": last.type.value})


@fact(
    "days_since_two_way",
    unit="days",
    needs=_CHANNELS,
    bands=_NEVER,
    odds=Odds(-0.3, 0.25, 1.0, 0.8, of=_weeks_doubled),
)
def days_since_two_way(context: Context) -> Found | Unknown:
    """Days since the customer last took part in anything."""
    return _since(context, context.two_way, "last_two_way")


@fact("days_since_inbound", unit="days", needs=("email", "call"), bands=_NEVER)
def days_since_inbound(context: Context) -> Found | Unknown:
    """Days since the customer last got in touch."""
    return _since(context, context.inbound, "last_inbound")


@fact("days_since_outbound", unit="days", needs=("email", "call"), bands=_NEVER)
def days_since_outbound(context: Context) -> Found | Unknown:
    """Days since we last got in touch."""
    return _since(context, context.outbound, "last_outbound")


def _count(context: Context, days: int) -> Found:
    recent = [a for a in context.touches if context.days_since(a.at) < days]
    evidence = tuple(context.on_activity(a, "touch") for a in reversed(recent))
    return Found(len(recent), evidence or (context.on_deal("no_touch", days=days, n=len(context.touches)),))


@fact("touches_14d", unit="count", needs=_CHANNELS, bands=(1, 3, 6, 12))
def touches_14d(context: Context) -> Found | Unknown:
    """E-mails, calls and meetings in the last 14 days."""
    return _count(context, 14)


@fact("touches_30d", unit="count", needs=_CHANNELS, bands=(1, 3, 6, 12, 24))
def touches_30d(context: Context) -> Found | Unknown:
    """E-mails, calls and meetings in the last 30 days."""
    return _count(context, 30)


def _log_ratio(value: Value) -> float:
    return max(-2.0, min(2.0, math.log2(max(float(value or 0.0), 0.0625))))


@fact(
    "touch_trend",
    unit="ratio",
    needs=_CHANNELS,
    bands=(0.35, 0.6, 1.5, 3.0),
    odds=Odds(0.15, 0.2, 0.0, 0.9, of=_log_ratio),
)
def touch_trend(context: Context) -> Found | Unknown:
    """Touches of the last 14 days against the 14 days before."""
    ages = [context.days_since(a.at) for a in context.touches]
    recent, before = sum(age < 14 for age in ages), sum(14 <= age < 28 for age in ages)
    if not context.touches or ages[0] < 28:
        return Unknown(Say("reason.too_young"))
    evidence = [
        context.on_activity(a, "touch") for a in reversed(context.touches) if context.days_since(a.at) < 28
    ]
    return Found(
        round((recent + 1) / (before + 1), 2),
        tuple(evidence) or (context.on_deal("no_touch", days=28, n=len(ages)),),
        {"recent": recent, "before": before},
    )

"""Figures for charts: hours of the week, reply latency over time, channels."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Literal

from ...insights import Estimate
from ...insights.persona_charts import (
    DAYS,
    HOURS,
    ChannelUse,
    LatencyPeriod,
    LatencyTrend,
    PersonaCharts,
    WeekHours,
)
from ...stats.survival import Survival
from .touchpoints import PATIENCE, Attempt, Touchpoints
from .traits.channel import channels
from .traits.model import MIN_TOUCHPOINTS
from .traits.rhythm import moments_of

_ENOUGH = 3
"""Fewer periods with a median show no course; then longer ones are looked at."""
_MOST = 24
"""The newest periods; a chart of more is not read."""

Period = Literal["month", "quarter"]


def charts_of(points: Touchpoints) -> PersonaCharts | None:
    """Return the figures; None for whom nothing may be said, or too little was seen."""
    if points.snapshot.contact.do_not_profile or points.n < MIN_TOUCHPOINTS:
        return None
    return PersonaCharts(hours=_hours(points), latency=_latency(points), channels=_channels(points))


def _hours(points: Touchpoints) -> WeekHours:
    counts = [[0] * HOURS for _ in range(DAYS)]
    moments = moments_of(points)
    for point in moments:
        counts[point.local.weekday()][point.local.hour] += 1
    return WeekHours(zone=points.zone.name, basis=points.zone.basis, counts=counts, n=len(moments))


def _latency(points: Touchpoints) -> LatencyTrend:
    """Kaplan-Meier medians by when we asked, so that mails left open count; see :class:`~crm_ai_plugin.stats.survival.Survival`."""
    now = points.snapshot.as_of
    tried = [a for a in points.mails if a.answered or now - a.asked.activity.at >= PATIENCE]
    months = _periods(tried, "month")
    if sum(one.median is not None for one in months) >= _ENOUGH:
        return LatencyTrend(period="month", periods=months)
    return LatencyTrend(period="quarter", periods=_periods(tried, "quarter"))


def _periods(tried: list[Attempt], period: Period) -> list[LatencyPeriod]:
    found: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in tried:
        found[_start(attempt.asked.local, period)].append(attempt)
    return [_period(start, found[start]) for start in sorted(found)[-_MOST:]]


def _period(start: str, tried: list[Attempt]) -> LatencyPeriod:
    median = Survival.of([a.hours for a in tried], [a.answered for a in tried]).median()
    answered = sum(a.answered for a in tried)
    return LatencyPeriod(
        start=start,
        asked=len(tried),
        answered=answered,
        median=Estimate(
            value=median.value, low=median.low, high=median.high, n=len(tried), basis=f"{answered} answers"
        )
        if median
        else None,
    )


def _start(moment: datetime, period: Period) -> str:
    month = moment.month if period == "month" else (moment.month - 1) // 3 * 3 + 1
    return f"{moment.year:04d}-{month:02d}-01"


def _channels(points: Touchpoints) -> list[ChannelUse]:
    return [
        ChannelUse(
            channel=channel,
            tried=len(attempts),
            responded=sum(a.answered for a in attempts),
            began=len(began),
        )
        for channel, (attempts, began) in channels(points).items()
    ]

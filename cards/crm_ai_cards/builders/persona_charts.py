"""The charts of a persona as blocks: hours of the week, reply latency over time, channels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crm_ai_plugin.insights.persona_charts import LatencyPeriod, LatencyTrend, PersonaCharts

from ..blocks import Block
from ..blocks.heatmap import HeatmapBlock
from ..blocks.plot import AxisEnd, PlotBlock, PlotPoint
from ..blocks.shares import ShareBar, SharesBlock
from ..words import month

ZONES = {
    "field": "Hours are by the time zone on the contact ({zone}).",
    "country": "Hours are by the time zone of the contact's country ({zone}).",
    "none": "The contact's time zone is not known; hours are UTC.",
}
_CHANNELS = {"email": "E-mail", "call": "Calls", "meeting": "Meetings"}
_RESPONDED = {"email": "answered", "call": "taken", "meeting": "held"}
_HOURS_OF_DAY = 24
_STEPS = (1, 2, 4, 8, 12, 24, 48, 96, 168, 336, 720, 1440)
"""Where an axis of hours may end: what people call an hour, a day, a week, a month."""


def chart_blocks(charts: PersonaCharts | None) -> Iterator[Block]:
    """Yield the charts of which anything can be seen."""
    if charts is None:
        return
    hours = charts.hours
    yield HeatmapBlock(
        title="When they are active",
        counts=tuple(tuple(row) for row in hours.counts),
        noun="mails, calls and visits of theirs",
        notes=(ZONES[hours.basis].format(zone=hours.zone),),
    )
    if any(one.median for one in charts.latency.periods):
        yield _latency(charts.latency)
    yield SharesBlock(
        title="Channels",
        bars=tuple(
            ShareBar(
                key=one.channel,
                label=_CHANNELS.get(one.channel, one.channel),
                part=one.responded,
                whole=one.tried,
                words=f"{one.responded} of {one.tried} {_RESPONDED.get(one.channel, 'responded to')}"
                + (f", {one.began} begun by them" if one.began else ""),
            )
            for one in charts.channels
            if one.tried or one.began
        ),
        notes=("Of our newest tries and what they began themselves.",),
    )


def _latency(trend: LatencyTrend) -> PlotBlock:
    known = [one for one in trend.periods if one.median]
    # An interval without a bound in sight would flatten everything else.
    top = _end(max(min(one.median.high, 4 * one.median.value) for one in known if one.median))
    first, last = _number(known[0]), _number(known[-1])
    step = 1 if trend.period == "month" else 3
    few = sum(one.median is None for one in trend.periods)
    return PlotBlock(
        title="How long answers take",
        points=tuple(
            PlotPoint(
                x=_number(one),
                y=one.median.value,
                low=one.median.low,
                high=one.median.high,
                words=f"{_name(one, trend)}: {_long(one.median.value)} in the median "
                f"({_long(one.median.low)} to {_long(one.median.high)}), {one.answered} of {one.asked} answered",
            )
            for one in known
            if one.median
        ),
        across=(
            AxisEnd(at=first - step / 2, label=_name(known[0], trend)),
            AxisEnd(at=last + step / 2, label=_name(known[-1], trend) if last > first else ""),
        ),
        up=(
            AxisEnd(at=0, label="0"),
            AxisEnd(at=top / 2, label=_long(top / 2)),
            AxisEnd(at=top, label=_long(top)),
        ),
        joined=True,
        notes=(
            "Mails left open count as not answered yet; bars are 90% intervals.",
            *(
                (f"{few} {trend.period}{'s' if few > 1 else ''} with too few answers to tell.",)
                if few
                else ()
            ),
        ),
    )


def _end(hours: float) -> float:
    return next((float(step) for step in _STEPS if step >= hours), hours)


def _number(one: LatencyPeriod) -> int:
    start = date.fromisoformat(one.start)
    return start.year * 12 + start.month


def _name(one: LatencyPeriod, trend: LatencyTrend) -> str:
    start = date.fromisoformat(one.start)
    return month(start) if trend.period == "month" else f"Q{(start.month + 2) // 3} {start.year}"


def _long(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} min"
    if hours < 2 * _HOURS_OF_DAY:
        return f"{hours:.1f} h".replace(".0 h", " h")
    return f"{hours / _HOURS_OF_DAY:.1f} days".replace(".0 days", " days")

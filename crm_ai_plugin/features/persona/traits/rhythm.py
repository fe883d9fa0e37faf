"""How fast and when somebody answers."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from ....records import ActivityType
from ....sentences import Say
from ....stats.daytime import active_window, activity_by_hour
from ....stats.waiting import median_wait
from ..touchpoints import Touchpoint, Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN_ANSWERS = 3
_MIN_MOMENTS = 8
_MIN_FOR_HOURS = 12
_MIN_FOR_DAYS = 20
_CLOSE = 0.25
"""A wait that is off by no more serves whoever plans a follow-up."""
_NAMED = 0.85
"""Chance from which on hours are named."""
_SURE = 0.9
_BOUNDS = (1, 4, 8, 24, 48, 96, 168)
"""Hours that are said of somebody whose median is not known well enough to name it."""
_VAGUE = 8
_HALF_HOUR = 0.5
_ACT = (ActivityType.EMAIL, ActivityType.CALL, ActivityType.WEB)
"""What people do at a time of their own choosing; a meeting is when both have time."""


@trait("reply_latency", group="communication", unit="hours", lives_days=270)
def reply_latency(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Median hours until the contact answers a mail; mails left open count as not answered yet.

    Hours are named where they are most likely right to a quarter; else a bound that the median most likely keeps.
    """
    attempts = points.mails
    answers = [a.answer for a in attempts if a.answer is not None]
    if len(answers) < _MIN_ANSWERS:
        return NotEnough(len(answers), _MIN_ANSWERS)
    wait = median_wait(
        [a.hours for a in attempts], [a.answered for a in attempts], usual.wait("reply_hours", hours=24)
    )
    data = {
        "answered": wait.ended,
        "sent": wait.n,
        "share": {"value": wait.share.value, "low": wait.share.low, "high": wait.share.high},
    }
    chance = wait.within(_CLOSE)
    if chance >= _NAMED:
        hours = wait.median.value
        said = Say("trait.reply_latency.value", {"hours": hours, "answered": wait.ended, "n": wait.n})
        data = {"hours": hours, **data}
    else:
        bound = next((b for b in _BOUNDS if wait.at_most(b) >= _SURE), None)
        # "Within a week" of somebody who answers within the hour would be true and help nobody.
        if bound is None or wait.at_most(bound / _VAGUE) > 0.5:
            return NotEnough(len(answers), len(answers) + _MIN_ANSWERS)
        chance = wait.at_most(bound)
        said = Say(
            "trait.reply_latency.value_within",
            {"within": str(bound), "hours": bound, "answered": wait.ended, "n": wait.n},
        )
        data = {"within": bound, **data}
    return Seen(
        said,
        data,
        certainty(chance, wait.n),
        wait.n,
        evidence_of(points, answers, "answered"),
        *span_of(answers),
        estimate=wait.median,
    )


@trait("best_hours", group="communication", unit="hours", lives_days=270)
def best_hours(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The stretch of the day in which the contact writes and calls, by their own clock where it is known.

    Its ends are named where both are most likely right to the hour; else the part of the day it lies in.
    """
    moments = moments_of(points)
    hours = [t.local.hour + t.local.minute / 60 for t in moments]
    window = active_window(hours) if len(moments) >= _MIN_MOMENTS else None
    if window is None:
        return NotEnough(len(moments), _MIN_MOMENTS)
    params: dict[str, str | float] = {"zone": points.zone.name}
    data: dict[str, Any] = {
        "zone": points.zone.name,
        "zone_basis": points.zone.basis,
        "by_hour": [round(float(share), 4) for share in activity_by_hour(hours)],
    }
    if window.sure >= _NAMED and len(moments) >= _MIN_FOR_HOURS:
        start, end, chance = window.start.value % 24, window.end.value % 24, window.sure
        params |= {"start": _clock(_to_half(start)), "end": _clock(_to_half(end)), "share": window.share}
        form, data = "value", {"start": start, "end": end, **data}
    elif window.part_sure >= _SURE:
        part, chance = str(window.part), window.part_sure
        params |= {"part": part}
        form, data = "value_part", {"part": part, **data}
    else:
        return NotEnough(len(moments), 2 * len(moments))
    return Seen(
        Say(f"trait.best_hours.{form}_{points.zone.basis}", params),
        data,
        certainty(chance, len(moments)),
        len(moments),
        evidence_of(points, moments, "active"),
        *span_of(moments),
    )


@trait("best_days", group="communication", unit="share", lives_days=270)
def best_days(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The weekdays on which the contact is active far more, or hardly ever."""
    moments = moments_of(points)
    if len(moments) < _MIN_FOR_DAYS:
        return NotEnough(len(moments), _MIN_FOR_DAYS)
    counts = Counter(t.local.weekday() for t in moments)
    found = {day: _tail(counts[day], len(moments), 1 / 5) for day in range(5)}
    # Five days are looked at, so that one of them stands out by chance in more than one contact of five.
    busy = [day for day in range(5) if counts[day] > len(moments) / 5 and found[day] < 0.2 / 5]
    quiet = [day for day in range(5) if counts[day] < len(moments) / 5 and found[day] < 0.2 / 5]
    if not busy and not quiet:
        return NotEnough(len(moments), 2 * len(moments))
    chance = 1 - 5 * max(found[day] for day in (*busy, *quiet))
    if chance < SAY_FROM:
        return NotEnough(len(moments), 2 * len(moments))
    shown = [t for t in moments if t.local.weekday() in busy] or moments
    return Seen(
        Say(
            f"trait.best_days.value_{'both' if busy and quiet else 'busy' if busy else 'quiet'}",
            {"busy": tuple(str(d) for d in busy), "quiet": tuple(str(d) for d in quiet), "n": len(moments)},
        ),
        {"by_day": [counts[day] for day in range(7)]},
        certainty(chance, len(moments)),
        len(moments),
        evidence_of(points, shown, "active"),
        *span_of(moments),
    )


def moments_of(points: Touchpoints) -> list[Touchpoint]:
    """Return what the contact did at a time of their own choosing, oldest first."""
    return [t for t in points.theirs if t.activity.type in _ACT]


def _tail(count: int, n: int, share: float) -> float:
    """Two-sided chance of a count this far from what an even week gives; normal with continuity correction."""
    sd = math.sqrt(n * share * (1 - share))
    z = max(0.0, abs(count - n * share) - 0.5) / sd
    return math.erfc(z / math.sqrt(2))


def _to_half(hour: float) -> float:
    return round(hour / _HALF_HOUR) * _HALF_HOUR % 24


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"

"""How fast and when somebody answers."""

from __future__ import annotations

import math
from collections import Counter

from ....records import ActivityType
from ....sentences import Say
from ....stats.daytime import active_window, activity_by_hour
from ....stats.waiting import median_wait
from ..touchpoints import Touchpoint, Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

_MIN_ANSWERS = 3
_MIN_MOMENTS = 10
_CLOSE = math.log(1.6)
"""Two waits within this factor are the same to whoever plans a follow-up."""
_HALF_HOUR = 0.5
_ACT = (ActivityType.EMAIL, ActivityType.CALL, ActivityType.WEB)
"""What people do at a time of their own choosing; a meeting is when both have time."""


@trait("reply_latency", group="communication", unit="hours", lives_days=270)
def reply_latency(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Median hours until the contact answers a mail; mails left open count as not answered yet."""
    attempts = points.mails
    answers = [a.answer for a in attempts if a.answer is not None]
    if len(answers) < _MIN_ANSWERS:
        return NotEnough(len(answers), _MIN_ANSWERS)
    wait = median_wait(
        [a.hours for a in attempts], [a.answered for a in attempts], usual.wait("reply_hours", hours=24)
    )
    chance = math.erf(_CLOSE / max(wait.log_sd, 1e-6) / math.sqrt(2))
    if chance < SAY_FROM - 0.15:
        return NotEnough(len(answers), len(answers) + _MIN_ANSWERS)
    return Seen(
        Say(
            "trait.reply_latency.value",
            {"hours": wait.median.value, "answered": wait.ended, "n": wait.n},
        ),
        {
            "hours": wait.median.value,
            "answered": wait.ended,
            "sent": wait.n,
            "share": {"value": wait.share.value, "low": wait.share.low, "high": wait.share.high},
        },
        certainty(chance, wait.n),
        wait.n,
        evidence_of(points, answers, "answered"),
        *span_of(answers),
        estimate=wait.median,
    )


@trait("best_hours", group="communication", unit="hours", lives_days=270)
def best_hours(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The stretch of the day in which the contact writes and calls, by their own clock where it is known."""
    moments = moments_of(points)
    if len(moments) < _MIN_MOMENTS:
        return NotEnough(len(moments), _MIN_MOMENTS)
    hours = [t.local.hour + t.local.minute / 60 for t in moments]
    window = active_window(hours)
    if window is None or window.start.high - window.start.low > 4 or window.end.high - window.end.low > 4:
        return NotEnough(len(moments), 2 * len(moments))
    start, end = _to_half(window.start.value), _to_half(window.end.value)
    wide = max(window.start.high - window.start.low, window.end.high - window.end.low)
    return Seen(
        Say(
            f"trait.best_hours.value_{points.zone.basis}",
            {"start": _clock(start), "end": _clock(end), "zone": points.zone.name, "share": window.share},
        ),
        {
            "start": window.start.value,
            "end": window.end.value % 24,
            "zone": points.zone.name,
            "zone_basis": points.zone.basis,
            "by_hour": [round(float(share), 4) for share in activity_by_hour(hours)],
        },
        certainty(max(SAY_FROM, 1 - wide / 20), len(moments)),
        len(moments),
        evidence_of(points, moments, "active"),
        *span_of(moments),
    )


@trait("best_days", group="communication", unit="share", lives_days=270)
def best_days(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The weekdays on which the contact is active far more, or hardly ever."""
    moments = moments_of(points)
    if len(moments) < 2 * _MIN_MOMENTS:
        return NotEnough(len(moments), 2 * _MIN_MOMENTS)
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

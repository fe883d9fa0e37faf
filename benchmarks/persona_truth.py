"""What personas say of people whose habits are known, beside the best that somebody could say who knows how they were made.

The other side knows the share of attempts that are answered, the law of waits and of strays, and how long windows are;
what it still gets wrong lies in the number of observations, not in the estimator. It always answers; a persona may say
that it has not seen enough, or less than it is asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from benchmarks.support.persona_verdicts import best_channel, best_hours, best_wait, verdicts
from crm_ai_plugin.features.persona.touchpoints import Touchpoints
from crm_ai_plugin.features.persona.traits import measure_traits
from crm_ai_plugin.records import ActivityType
from crm_ai_plugin.testing.planted.people import Habits, planted_person

_FIRST = 9_000
"""The estimators were made on other people, with numbers below a thousand."""
_SORTS = {
    "as planted": Habits(),
    "weak preference": Habits(likes=0.6, other=0.3, chosen=0.6),
    "no preference": Habits(likes=0.5, other=0.5, chosen=1 / 3),
}
_ACT = (ActivityType.EMAIL, ActivityType.CALL)


@dataclass(frozen=True)
class Size:
    """How many people, and with how many touchpoints."""

    people: int
    touchpoints: tuple[int, ...]


FULL = Size(people=500, touchpoints=(4, 5, 12, 20, 40, 100, 200))
TINY = Size(people=10, touchpoints=(5, 40))


def run(size: Size) -> None:
    """Measure and print."""
    print(f"{size.people} people each; shares of all people, or of those of whom it is stated\n")
    print(
        f"{'touchpoints':>12} | {'channel':>8}{'wrong':>7}{'best':>7} | {'topic':>7}{'wrong':>7} | {'hours':>7}{'right':>7}"
        f"{'best':>7}{'part':>7}{'right':>7} | {'reply h':>8}{'right':>7}{'error':>7}{'best':>7}{'bound':>7}{'right':>7}{'90 %':>7}"
    )
    for touchpoints in size.touchpoints:
        print(_line(touchpoints, size.people))
    print("\npeople with less of a preference, or none: a channel is stated, and another than theirs")
    for name, habits in _SORTS.items():
        told = [
            (touchpoints, *_channel(touchpoints, size.people, habits))
            for touchpoints in size.touchpoints
            if touchpoints > 4
        ]
        print(f"{name:>16}: " + "  ".join(f"{n}: {stated:.2f} {wrong:.3f}" for n, stated, wrong in told))


def _line(touchpoints: int, people: int) -> str:
    habits = Habits()
    stated: Counter[str] = Counter()
    right: Counter[str] = Counter()
    best: Counter[str] = Counter()
    errors: list[float] = []
    at_best: list[float] = []
    for seed in range(_FIRST, _FIRST + people):
        person = planted_person(seed, touchpoints)
        points = Touchpoints(person.snapshot)
        for key, is_right in verdicts(person, points).items():
            stated[key] += 1
            right[key] += is_right
        if (estimate := _estimate(points)) is not None:
            errors.append(abs(estimate / person.reply_hours - 1))
        if (wait := best_wait(person, points)) is not None:
            at_best.append(wait)
        best["channel"] += best_channel(person, points, habits)
        moments = [t.local.hour + t.local.minute / 60 for t in points.theirs if t.activity.type in _ACT]
        if (window := best_hours(person, moments, habits)) is not None:
            best["windows"] += 1
            best["hours"] += window

    def share(key: str, of: int = people) -> str:
        return f"{stated[key] / of:7.3f}"

    def true(key: str) -> str:
        return f"{right[key] / stated[key]:7.3f}" if stated[key] else f"{'–':>7}"

    def middle(values: list[float]) -> str:
        return f"{median(values):7.3f}" if values else f"{'–':>7}"

    hours = f"{best['hours'] / best['windows']:7.3f}" if best["windows"] else f"{'–':>7}"
    wrong = {key: (stated[key] - right[key]) / people for key in ("channel", "topic")}
    return (
        f"{touchpoints:>12} | {right['channel'] / people:8.3f}{wrong['channel']:7.3f}{best['channel'] / people:7.3f}"
        f" | {right['topic'] / people:7.3f}{wrong['topic']:7.3f}"
        f" | {share('hours')}{true('hours')}{hours}{share('part of day')}{true('part of day')}"
        f" | {stated['reply hours'] / people:8.3f}{true('reply hours')}{middle(errors)}{middle(at_best)}"
        f"{share('reply bound')}{true('reply bound')}{true('reply interval')}"
    )


def _estimate(points: Touchpoints) -> float | None:
    """Hours that were estimated, whether they were named or only bounded."""
    seen = measure_traits(points)["reply_latency"].seen
    return seen.estimate.value if seen and seen.estimate else None


def _channel(touchpoints: int, people: int, habits: Habits) -> tuple[float, float]:
    said = [
        verdicts(person, Touchpoints(person.snapshot)).get("channel")
        for person in (planted_person(seed, touchpoints, habits) for seed in range(_FIRST, _FIRST + people))
    ]
    return sum(one is not None for one in said) / people, sum(one is False for one in said) / people

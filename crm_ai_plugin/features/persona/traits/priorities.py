"""What somebody cares about, in their own words."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from ....facts import EvidenceDraft
from ....sentences import Say
from ....signals import Span
from ..touchpoints import Touchpoint, Touchpoints
from .model import SAY_FROM, NotEnough, Seen, Usual, certainty, evidence_of, span_of, trait

Said = list[tuple[Touchpoint, Span]]

_ABOUT = "about."
_MIN = 3
_HALF_LIFE_DAYS = 180.0
_SHOWN = 3
_TECHNICAL = ("about.integration", "about.data_migration", "about.performance", "about.security")
_PAINS = ("pain", "requirement_gap")
_MONEY = ("about.pricing", "price_pressure", "budget_blocked", "budget_approved")


@trait("main_topic", group="priorities", unit="text", lives_days=180)
def main_topic(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """The topic that the contact raises most, if one leads.

    A touchpoint counts once per topic, however often it repeats a word, and half as much after half a year.
    """
    topics = {t: _once(list(said)) for t, said in points.said.items() if t.startswith(_ABOUT)}
    weights = {t: _weight(said, points.snapshot.as_of) for t, said in topics.items()}
    n = len({p.activity.id for said in topics.values() for p, _ in said})
    if n < _MIN or not weights:
        return NotEnough(n, _MIN)
    ranked = sorted(weights, key=lambda t: (-weights[t], t))
    first, second = weights[ranked[0]], weights[ranked[1]] if len(ranked) > 1 else 0.0
    chance = _leads(first, second)
    said = topics[ranked[0]]
    if chance < SAY_FROM or len(said) < _MIN:
        return NotEnough(n, 2 * n)
    return Seen(
        Say(
            "trait.main_topic.value",
            {"topic": ranked[0].removeprefix(_ABOUT), "of": len(said), "n": n},
        ),
        {"topics": {t.removeprefix(_ABOUT): round(weights[t], 3) for t in ranked}},
        certainty(chance, n),
        n,
        _quoted(points, said),
        *span_of([p for p, _ in said]),
    )


@trait("pain_points", group="priorities", unit="text", lives_days=180)
def pain_points(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """What hurts or is missing, in the contact's own words; the newest first."""
    return _in_own_words(points, lambda topic: topic in _PAINS, "pain_points")


@trait("technical_topics", group="priorities", unit="text", lives_days=180)
def technical_topics(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """Technical matters that the contact raised, in their own words."""
    return _in_own_words(points, lambda topic: topic in _TECHNICAL, "technical_topics")


@trait("budget_topics", group="priorities", unit="text", lives_days=180)
def budget_topics(points: Touchpoints, usual: Usual) -> Seen | NotEnough:
    """What the contact said about money, in their own words."""
    return _in_own_words(points, lambda topic: topic in _MONEY, "budget_topics")


def _in_own_words(points: Touchpoints, wanted: Callable[[str], bool], key: str) -> Seen | NotEnough:
    """One mention is a fact, not a guess: that it was said is certain, and its quote says it."""
    said = _once([pair for topic, pairs in points.said.items() if wanted(topic) for pair in pairs])
    if not said:
        return NotEnough(0, 1)
    topics = sorted(
        {span.topic.removeprefix(_ABOUT) for _, span in said},
        key=lambda t: (-sum(s.topic.removeprefix(_ABOUT) == t for _, s in said), t),
    )
    return Seen(
        Say(f"trait.{key}.value", {"topics": tuple(topics[:_SHOWN]), "n": len(said)}),
        {"topics": topics},
        certainty(0.95, len(said)),
        len(said),
        _quoted(points, said),
        *span_of([p for p, _ in said]),
    )


def _once(said: Said) -> Said:
    """The first mention of each touchpoint and topic."""
    found: dict[tuple[str, str], tuple[Touchpoint, Span]] = {}
    for point, span in said:
        found.setdefault((point.activity.id, span.topic), (point, span))
    return sorted(found.values(), key=lambda pair: (pair[0].activity.at, pair[0].activity.id, pair[1].topic))


def _weight(said: Said, now: datetime) -> float:
    ages = ((now - p.activity.at).total_seconds() / 86_400 for p, _ in said)
    return math.fsum(0.5 ** (max(age, 0.0) / _HALF_LIFE_DAYS) for age in ages)


def _leads(first: float, second: float) -> float:
    """Chance that the more frequent of two topics is raised more often in the long run.

    Normal approximation of a Beta(first + 1/2, second + 1/2) about one half.
    """
    a, b = first + 0.5, second + 0.5
    sd = math.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
    return 0.5 * (1 + math.erf((a / (a + b) - 0.5) / sd / math.sqrt(2)))


def _quoted(points: Touchpoints, said: Said) -> tuple[EvidenceDraft, ...]:
    return evidence_of(points, [p for p, _ in said], "said", {p.activity.id: span for p, span in said})

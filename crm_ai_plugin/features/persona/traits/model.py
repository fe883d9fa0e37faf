"""What a trait is, and how a module declares one."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from ....facts import EvidenceDraft
from ....records import Contact
from ....sentences import Say
from ....signals import Span
from ....stats import Interval, shrunken_rate
from ....stats.waiting import WaitPrior
from ..roles import role_group
from ..touchpoints import Touchpoint, Touchpoints

Group = Literal["communication", "decision", "priorities", "engagement", "buying"]

SAY_FROM = 0.8
"""A statement that holds with less than this chance is not made."""
MIN_TOUCHPOINTS = 5
"""Below so many touchpoints nothing is said about a person at all."""
MAX_EVIDENCE = 5
_SUREST = 0.995
_SPREAD_SD = 0.3
"""How much people of one group differ in how evenly they answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed.

    Attributes:
        value: The statement.
        data: The same for machines.
        confidence: Chance that the statement holds, with its 90 % interval.
        n: Observations it rests on.
        evidence: Some of them, newest first.
        first: When the first of them was.
        last: When the last was.
        estimate: The number behind the statement, where it is one.
    """

    value: Say
    data: Mapping[str, Any]
    confidence: Interval
    n: int
    evidence: tuple[EvidenceDraft, ...]
    first: datetime
    last: datetime
    estimate: Interval | None = None


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Nothing is said: `n` observations were there where `needed` would be, or they point nowhere clearly."""

    n: int
    needed: int


@dataclass(frozen=True, slots=True)
class TraitSpec:
    """A declared trait; `lives` is how long after its last observation it still holds."""

    key: str
    group: Group
    unit: str
    lives: timedelta
    measure: Callable[[Touchpoints, Usual], Seen | NotEnough]
    needs_touchpoints: int = MIN_TOUCHPOINTS


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait with what was seen of it."""

    spec: TraitSpec
    found: Seen | NotEnough

    @property
    def seen(self) -> Seen | None:
        """What was observed, or None."""
        return self.found if isinstance(self.found, Seen) else None

    @property
    def expires_at(self) -> datetime | None:
        """When it has to be seen again."""
        return self.found.last + self.spec.lives if isinstance(self.found, Seen) else None


@dataclass(frozen=True)
class Usual:
    """How people in similar roles behave in this workspace; expectations of our own where nothing was learned."""

    learned: Mapping[str, Any]
    contact: Contact
    strength: float = field(default=4.0)
    """How many observations an expectation of a rate is worth."""

    def wait(self, key: str, *, hours: float, sd: float = 1.0) -> WaitPrior:
        """Return what is expected of a median wait."""
        known = self._known(key)
        if known is None:
            return WaitPrior(hours, sd)
        if "spread" not in known:
            return WaitPrior(float(known["hours"]), float(known["sd"]))
        return WaitPrior(float(known["hours"]), float(known["sd"]), float(known["spread"]), _SPREAD_SD)

    def rate(self, key: str, expected: float) -> float:
        """Return the share that is expected, kept off 0 and 1."""
        known = self._known(key)
        return min(0.98, max(0.02, float(known["rate"]) if known else expected))

    def _known(self, key: str) -> Mapping[str, Any] | None:
        for group in (role_group(self.contact), "all"):
            found = self.learned.get("usual", {}).get(group, {}).get(key)
            if isinstance(found, Mapping):
                return found
        return None


REGISTRY: dict[str, TraitSpec] = {}
"""Filled by the decorators as the theme modules are imported."""

Measure = Callable[[Touchpoints, Usual], "Seen | NotEnough"]


def trait(key: str, *, group: Group, unit: str, lives_days: int) -> Callable[[Measure], Measure]:
    """Declare the decorated function as the measurement of a trait.

    Args:
        key: Unique name; its words stand under ``trait.KEY`` in ``words/en/traits.yaml``.
        group: The heading it stands under.
        unit: Of its estimate: ``hours``, ``share``, ``words``, ``ratio``, ``per_month`` or ``text``.
        lives_days: For how long after the last observation it holds.
    """

    def declare(measure: Measure) -> Measure:
        if key in REGISTRY:
            raise ValueError(f"two traits are called {key}")
        REGISTRY[key] = TraitSpec(key, group, unit, timedelta(days=lives_days), measure)
        return measure

    return declare


def certainty(chance: float, n: int) -> Interval:
    """Return `chance` with the 90 % interval that `n` observations leave it; nothing about a person is certain."""
    chance = min(chance, _SUREST)
    rate = shrunken_rate(min(n, round(chance * n)), n, prior_mean=0.5, prior_strength=2.0).interval
    return Interval(chance, min(rate.low, chance), max(rate.high, chance))


def evidence_of(
    points: Touchpoints, seen: Iterable[Touchpoint], what: str, quotes: Mapping[str, Span] | None = None
) -> tuple[EvidenceDraft, ...]:
    """Return the newest of `seen` as evidence, at most five, newest first.

    Args:
        points: Where they come from.
        seen: Touchpoints, in any order.
        what: Key of the sentence that says what each shows.
        quotes: What to quote, by activity id.
    """
    newest = heapq.nlargest(MAX_EVIDENCE, {p.activity.id: p for p in seen}.values(), key=_when)
    return tuple(
        EvidenceDraft(
            points.ref(p),
            Say(f"persona_evidence.{what}", {"type": p.activity.type.value, "when": p.local}),
            p.activity.at,
            quotes[p.activity.id].quote if quotes and p.activity.id in quotes else None,
        )
        for p in newest
    )


def span_of(seen: Sequence[Touchpoint]) -> tuple[datetime, datetime]:
    """Return when the first and the last of `seen`, which is not empty, was."""
    times = [p.activity.at for p in seen]
    return min(times), max(times)


def _when(point: Touchpoint) -> tuple[datetime, str]:
    return point.activity.at, point.activity.id

"""How people in similar roles behave here: what the few observations of one person lean on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median
from typing import Any

from ...records import ContactSnapshot
from ...signals import PhraseLibrary
from ...stats.waiting import Wait, median_wait
from .closed_deals import ClosedDeals
from .roles import role_group
from .touchpoints import PATIENCE, Touchpoints

SCHEMA = 2
"""Shape of the payload; a payload of another shape is not used."""
_MIN_PEOPLE = 8
"""Fewer people are no population, and might be told from each other."""
_MIN_WAITS = 3
_STRENGTH = 20.0


def usable(learned: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what was learned if it has today's shape, else an empty mapping."""
    return learned if learned is not None and learned.get("schema") == SCHEMA else {}


class _Group:
    """Sums over the people of one group."""

    def __init__(self) -> None:
        self.people = 0
        self.waits: list[Wait] = []
        self.rates: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.closed = ClosedDeals()

    def add(self, points: Touchpoints) -> None:
        self.people += 1
        if sum(a.answered for a in points.mails) >= _MIN_WAITS:
            self.waits.append(
                median_wait([a.hours for a in points.mails], [a.answered for a in points.mails])
            )
        now = points.snapshot.as_of
        mails = [a for a in points.mails if a.answered or now - a.asked.activity.at >= PATIENCE]
        for key, attempts in (
            ("answers.email", mails),
            ("answers.call", points.calls),
            ("answers.meeting", [a for a in points.meetings if not a.asked.theirs]),
            ("attends", points.meetings),
        ):
            self.rates[key][0] += sum(a.answered for a in attempts)
            self.rates[key][1] += len(attempts)
        for key, topics in _RATES.items():
            asked = {p.activity.id for topic in topics for p, _ in points.said.get(topic, ()) if p.theirs}
            self.rates[key][0] += len(asked & {t.activity.id for t in points.written})
            self.rates[key][1] += len(points.written)
        self.closed.add(points)

    def usual(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, (hits, n) in sorted(self.rates.items()):
            if n >= _STRENGTH:
                found[key] = {"rate": hits / n, "n": n}
        if len(self.waits) >= _MIN_PEOPLE:
            logs = sorted(w.log_mean for w in self.waits)
            mean = math.fsum(logs) / len(logs)
            # Spread between people: what the medians differ by beyond their own uncertainty.
            total = math.fsum((x - mean) ** 2 for x in logs) / (len(logs) - 1)
            own = math.fsum(w.log_sd**2 for w in self.waits) / len(self.waits)
            found["reply_hours"] = {
                "hours": math.exp(mean),
                "sd": math.sqrt(max(total - own, 0.15)),
                "spread": math.exp(math.fsum(math.log(w.spread) for w in self.waits) / len(self.waits)),
                "n": len(logs),
            }
        return found


_RATES = {
    "seeks_proof": ("proof_wanted", "security_review"),
    "involves": ("authority",),
}


def learn(
    people: Iterable[ContactSnapshot], now: datetime, library: PhraseLibrary | None = None
) -> dict[str, Any]:
    """Return what is usual by group of roles, how their deals ended, and how long stages take, as plain JSON.

    Only sums over at least eight people are kept; nobody who must not be profiled is among them.

    Args:
        people: Contacts, in any order; the result is the same for any.
        now: When it is learned.
        library: Phrases of topics; the built-in ones if left out.
    """
    groups: dict[str, _Group] = defaultdict(_Group)
    stages: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for person in people:
        if person.contact.do_not_profile:
            continue
        points = Touchpoints(person, library)
        for name in (role_group(person.contact), "all"):
            groups[name].add(points)
        _stage_times(person, stages)
    kept = {name: group for name, group in sorted(groups.items()) if group.people >= _MIN_PEOPLE}
    return {
        "schema": SCHEMA,
        "as_of": now.isoformat(),
        "people": groups["all"].people if groups else 0,
        "usual": {name: group.usual() for name, group in kept.items()},
        "buying": {name: found for name, group in kept.items() if (found := group.closed.usual())},
        "stage_days": {
            stage: median(sorted(days.values()))
            for stage, days in sorted(stages.items())
            if len(days) >= _MIN_PEOPLE
        },
    }


def _stage_times(person: ContactSnapshot, stages: dict[str, dict[tuple[str, str], float]]) -> None:
    before: dict[str, tuple[str, datetime]] = {}
    for change in person.stage_changes:
        last = before.get(change.deal_id)
        if last is not None:
            days = (change.at - last[1]).total_seconds() / 86_400
            if days > 0:
                stages[last[0]][(change.deal_id, change.at.isoformat())] = days
        before[change.deal_id] = (change.to_stage, change.at)

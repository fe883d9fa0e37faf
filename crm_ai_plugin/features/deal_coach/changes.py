"""What is different from the version before."""

from __future__ import annotations

from collections.abc import Mapping

from ...facts import Fact, Value
from ...insights import Insight
from .assessment import FactMove, Scored

_MAX_MOVES = 8
_SHARE_TOLERANCE = 0.02


def moved_facts(facts: Mapping[str, Fact], last: Insight | None, scored: Scored) -> list[FactMove]:
    """Return the facts that mean something else than in `last`, those that weigh most first.

    A day counter that went on within its band has not moved.
    """
    before = last.payload.get("facts") if last is not None else None
    if not isinstance(before, Mapping):
        return []
    found = []
    for key in sorted(facts):
        fact = facts[key]
        known = key in before and before[key] is not None
        if not fact.measured and not known:
            continue
        old: Value = before.get(key)
        if known != fact.measured or _differs(fact, old):
            found.append(FactMove(fact, old, known_before=known))
    found.sort(key=lambda m: (-abs(scored.contributions.get(m.fact.key, 0.0)), m.fact.key))
    return found[:_MAX_MOVES]


def _differs(fact: Fact, old: Value) -> bool:
    new = fact.value
    if fact.spec.bands:
        return fact.spec.band(old) != fact.spec.band(new)
    if isinstance(old, int | float) and isinstance(new, int | float):
        return abs(float(old) - float(new)) > _SHARE_TOLERANCE
    return old != new

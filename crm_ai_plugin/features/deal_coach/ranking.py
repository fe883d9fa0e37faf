"""Which candidates are shown: the most worthwhile that differ, without those a person has settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ...ports.feature import History, Recommendation
from .assessment import Weighed

MIN_ACTIONS = 3
MAX_ACTIONS = 5
_WORTH_SHARE = 0.1
"""What is worth less than this share of the best is shown only where there is nothing else to show."""

HoldOut = Callable[[str], float]
"""Returns the propensity with which a candidate that would be shown is shown; the place for a random hold-out."""


def choose(
    weighed: Sequence[Weighed], history: History, now: datetime
) -> tuple[list[Weighed], list[Recommendation]]:
    """Return the actions to show, best first, and the log of all that were considered.

    The policy is deterministic, so the propensity is 1 for what is shown and 0 for the rest.
    """
    ranked = sorted(weighed, key=lambda w: (-w.worth, w.candidate.key))
    free = [w for w in ranked if not settled(w, history, now)]
    shown = _diverse(free)
    places = {w.candidate.key: place for place, w in enumerate(shown, start=1)}
    log = [
        Recommendation(
            key=w.candidate.key,
            rank=places.get(w.candidate.key),
            shown=w.candidate.key in places,
            propensity=1.0 if w.candidate.key in places else 0.0,
            expected_effect=w.gain,
            trigger=w.candidate.trigger,
        )
        for w in ranked
    ]
    return [_with_state(w, history) for w in shown], log


def settled(weighed: Weighed, history: History, now: datetime) -> bool:
    """Whether a person has dealt with it: dismissed or done while its trigger stands, or snoozed for now."""
    state = history.states.get(weighed.candidate.key)
    if state is None or state.state == "open":
        return False
    if state.state == "snoozed":
        return state.until is None or state.until > now
    return (
        history.state_facts.get(weighed.candidate.key, weighed.candidate.trigger) == weighed.candidate.trigger
    )


def _diverse(ranked: Sequence[Weighed]) -> list[Weighed]:
    """One of each theme before a second of any, none that contradict; what hardly matters only to fill up."""
    best = ranked[0].worth if ranked else 0.0
    matters = [w for w in ranked if w.gain > 0 and w.worth >= _WORTH_SHARE * best]
    chosen: list[Weighed] = []
    _take(matters, chosen, MAX_ACTIONS)
    _take([w for w in ranked if w not in matters], chosen, MIN_ACTIONS)
    return sorted(chosen, key=lambda w: (-w.worth, w.candidate.key))


def _take(ranked: Sequence[Weighed], chosen: list[Weighed], limit: int) -> None:
    """Move candidates from `ranked` to `chosen` in rounds of one per theme until there are `limit`."""
    waiting = list(ranked)
    while waiting and len(chosen) < limit:
        counts = Counter(taken.candidate.spec.theme for taken in chosen)
        # A stable sort keeps the ranking inside each round.
        waiting.sort(key=lambda w: counts[w.candidate.spec.theme])
        following = waiting.pop(0)
        if not _contradicts(following, chosen):
            chosen.append(following)


def _contradicts(weighed: Weighed, chosen: Sequence[Weighed]) -> bool:
    spec = weighed.candidate.spec
    return any(
        other.candidate.key in spec.conflicts or spec.key in other.candidate.spec.conflicts
        for other in chosen
    )


def _with_state(weighed: Weighed, history: History) -> Weighed:
    """What ended (a snooze, a dismissal whose trigger changed) is open again."""
    state = history.states.get(weighed.candidate.key)
    if state is None or state.state != "open":
        return weighed
    return replace(weighed, state=state)

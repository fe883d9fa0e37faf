"""Which candidates are shown: the most worthwhile that differ, without those a person has settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ...ports.feature import History, Recommendation
from ...sentences import Say
from .assessment import LeftOut, Weighed
from .preferences import Preferences
from .strategy import HoldOut, Strategy, factor_of

MIN_ACTIONS = 3
MAX_ACTIONS = 5
_WORTH_SHARE = 0.1
"""What is worth less than this share of the best is shown only where there is nothing else to show."""
_BAD_TIMING = timedelta(days=14)
_WONT_WORK = timedelta(days=90)


@dataclass(frozen=True)
class Choice:
    """What is shown, best first; the log of all that was considered; what would have been shown and why it isn't."""

    shown: list[Weighed]
    log: list[Recommendation]
    left_out: list[LeftOut]


def choose(
    weighed: Sequence[Weighed],
    history: History,
    now: datetime,
    strategy: Strategy = Strategy(),  # noqa: B008  # frozen
    hold_out: HoldOut | None = None,
    *,
    gaps: Mapping[str, tuple[float, Say]] | None = None,
    excluded: bool = False,
) -> Choice:
    """Decide which actions are shown.

    What is to be shown is settled first, and then chance may hold back some of it without putting anything in its
    place: so the chance of being shown is known exactly, and is logged for what was shown and for what was held back.

    Args:
        weighed: All candidates that fit.
        history: What people and admins decided.
        now: The present.
        strategy: What the admins want.
        hold_out: Draws for this deal; None: nothing is held back.
        gaps: By action, how much more it is worth because it closes a gap of the methodology, and which.
        excluded: Whether the deal gets no recommendations at all.
    """
    plain = [w for w in sorted(weighed, key=_by_worth) if not settled(w, history, now)]
    off = frozenset(strategy.actions_off)
    adjusted = sorted((_adjusted(w, history, strategy, now, gaps or {}) for w in weighed), key=_by_worth)
    free = [w for w in adjusted if w.candidate.key not in off and not settled(w, history, now)]
    chosen = [] if excluded else _diverse(free)
    propensity = hold_out.propensity if hold_out else 1.0
    held = {w.candidate.key for w in chosen if hold_out and hold_out.holds_back(w.candidate.key)}
    places = {w.candidate.key: place for place, w in enumerate(chosen, start=1)}
    log = [
        Recommendation(
            key=w.candidate.key,
            rank=places.get(w.candidate.key),
            shown=w.candidate.key in places and w.candidate.key not in held,
            propensity=propensity if w.candidate.key in places else 0.0,
            expected_effect=w.gain,
            trigger=w.candidate.trigger,
        )
        for w in adjusted
    ]
    shown = [_with_state(w, history) for w in chosen if w.candidate.key not in held]
    notes = {w.candidate.key: w.note for w in adjusted}
    left_out = [] if excluded else _left_out(_diverse(plain), places, off, notes)
    return Choice(shown, log, left_out)


def settled(weighed: Weighed, history: History, now: datetime) -> bool:
    """Whether a person has dealt with it: dismissed or done while its trigger stands, or snoozed for now.

    Of a dismissal the reason counts as well: the wrong time passes by itself, and what won't work here isn't tried
    again as soon as a fact moves.
    """
    state = history.states.get(weighed.candidate.key)
    if state is None or state.state == "open":
        return False
    if state.state == "snoozed":
        return state.until is None or state.until > now
    if state.state == "dismissed" and state.at is not None:
        if state.reason_code == "bad_timing" and now - state.at >= _BAD_TIMING:
            return False
        if state.reason_code == "wont_work":
            return now - state.at < _WONT_WORK
    return (
        history.state_facts.get(weighed.candidate.key, weighed.candidate.trigger) == weighed.candidate.trigger
    )


def _by_worth(weighed: Weighed) -> tuple[float, str]:
    return -weighed.worth, weighed.candidate.key


def _adjusted(
    weighed: Weighed,
    history: History,
    strategy: Strategy,
    now: datetime,
    gaps: Mapping[str, tuple[float, Say]],
) -> Weighed:
    """The candidate at the worth that answers and strategy give it; what it is said to bring stays as it is."""
    factor, note = gaps.get(weighed.candidate.key, (1.0, None))
    wanted = factor_of(strategy, weighed.candidate.spec, now.date())
    if wanted != 1:
        factor, note = factor * wanted, Say("note.favoured" if wanted > 1 else "note.unfavoured")
    if strategy.learn_from_dismissals:
        preference = Preferences(history).of(weighed)
        factor, note = factor * preference.factor, preference.why or note
    return replace(weighed, worth=weighed.worth * factor, note=note)


def _left_out(
    plain: Sequence[Weighed],
    places: dict[str, int],
    off: frozenset[str],
    notes: dict[str, Say | None],
) -> list[LeftOut]:
    found = []
    for weighed in plain:
        key = weighed.candidate.key
        why = Say("note.off") if key in off else notes.get(key)
        if key not in places and why is not None:
            found.append(LeftOut(weighed, why))
    return found


def _diverse(ranked: Sequence[Weighed]) -> list[Weighed]:
    """One of each theme before a second of any, none that contradict; what hardly matters only to fill up."""
    best = ranked[0].worth if ranked else 0.0
    matters = [w for w in ranked if w.gain > 0 and w.worth >= _WORTH_SHARE * best]
    chosen: list[Weighed] = []
    _take(matters, chosen, MAX_ACTIONS)
    _take([w for w in ranked if w not in matters], chosen, MIN_ACTIONS)
    return sorted(chosen, key=_by_worth)


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

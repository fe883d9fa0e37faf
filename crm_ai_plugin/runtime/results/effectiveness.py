"""What following advice did, and what showing it did: per action and in all, or plainly that it can't be told yet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import numpy as np

from ...facts import fact_specs
from ...ports.clock import Clock
from ...stats import logit
from ...stats.discoveries import q_values
from ...stats.interval import Z90, Interval
from ...stats.power import detectable, needed
from ...stats.table import Cell, Table
from ...stats.treatment import effect_of
from ...stats.uplift import Uplift, uplift
from ...store import Store
from .episodes import WINDOW, Followed, followed

ALL = "all"
"""Key of the line about advice as a whole."""
_TARGETS = (0.10, 0.05, 0.02)
"""Differences in the chance to win that are worth waiting for, the largest first."""
_MIN_ARM = 30
MOST_FALSE = 0.1
"""Part of the actions told of that may be chance (Benjamini-Hochberg)."""

Verdict = Literal["helps", "harms", "not_told_yet", "no_overlap"]


@dataclass(frozen=True)
class Told:
    """What can be said about a difference in the chance to win.

    Attributes:
        verdict: ``not_told_yet`` while the interval holds 0 or there are too few; ``no_overlap`` where deals with it have no
            like among those without.
        difference: In probability, with its 90 % interval; None where there is none.
        raw: The bare difference of win rates, which mostly says who gets the advice.
        treated: Deals with it.
        untreated: Deals without.
        detectable: The smallest difference that so many deals would show four times in five.
        target: The difference that is waited for next.
        more: About how many more closed deals it takes to see that.
        q_value: The part of false ones among the actions that would be told of, if this one were; of single actions only.
    """

    verdict: Verdict
    difference: Interval | None
    raw: float | None
    treated: int
    untreated: int
    detectable: float | None
    target: float
    more: int
    q_value: float | None = None


@dataclass(frozen=True)
class ActionResult:
    """One action, or advice as a whole.

    `doing` compares deals in which it was done in time with deals in which it was not, adjusted for how the deals
    stood (observational); `showing` compares by the lot that held some back (randomised), None where no lot was ever
    drawn. `marked`, `observed` and `both` say who tells that it was done: a person, the records, or both.
    """

    key: str
    recommended: int
    held_back: int
    marked: int
    observed: int
    both: int
    dismissed: Mapping[str, int]
    too_short: int
    doing: Told
    showing: Told | None


@dataclass(frozen=True)
class Month:
    """Advice on deals by the month in which they closed."""

    month: str
    deals: int
    recommended: int
    done: int
    dismissed: int
    won: int


@dataclass(frozen=True)
class Effectiveness:
    """What advice did in a workspace, as of a moment."""

    as_of: datetime
    window_days: int
    deals: int
    overall: ActionResult
    actions: Sequence[ActionResult] = ()
    months: Sequence[Month] = field(default_factory=tuple)


def effectiveness(store: Store, workspace: str, clock: Clock) -> Effectiveness:
    """Return what advice did on the deals that have closed."""
    with store.workspace(workspace) as session:
        episodes = followed(session)
    return effect_of_advice(episodes, clock())


def effect_of_advice(episodes: Sequence[Followed], now: datetime) -> Effectiveness:
    """Return what advice did.

    Args:
        episodes: Each recommendation with what became of it, in the order in which deals closed.
        now: The present.
    """
    by_action: dict[str, list[Followed]] = {}
    for one in episodes:
        by_action.setdefault(one.episode.key, []).append(one)
    told = _together([_doing(found) for _, found in sorted(by_action.items())])
    results = [
        _result(key, found, doing)
        for (key, found), doing in zip(sorted(by_action.items()), told, strict=True)
    ]
    return Effectiveness(
        as_of=now,
        window_days=WINDOW.days,
        deals=len({one.deal for one in episodes}),
        overall=_result(ALL, episodes, _doing(_firsts(episodes))),
        actions=sorted(results, key=lambda r: (-r.recommended, r.key)),
        months=_months(episodes),
    )


def _result(key: str, found: Sequence[Followed], doing: Told) -> ActionResult:
    reasons = Counter(one.reason or "other" for one in found if one.answer == "dismissed")
    return ActionResult(
        key=key,
        recommended=len(found),
        held_back=sum(not one.episode.shown for one in found),
        marked=sum(one.marked and not one.observed for one in found),
        observed=sum(one.observed and not one.marked for one in found),
        both=sum(one.observed and one.marked for one in found),
        dismissed=dict(sorted(reasons.items())),
        too_short=sum(not one.compared for one in found),
        doing=doing,
        showing=_showing(found),
    )


def _together(told: Sequence[Told]) -> list[Told]:
    """Take back what is told of single actions where it may well be chance, many of them being looked at."""
    found = [one for one in told if one.difference is not None]
    q = dict(zip(map(id, found), q_values([_p_value(one.difference) for one in found]), strict=True))
    return [
        replace(
            one,
            q_value=float(q[id(one)]),
            verdict=one.verdict if q[id(one)] <= MOST_FALSE else "not_told_yet",
        )
        if id(one) in q
        else one
        for one in told
    ]


def _p_value(difference: Interval | None) -> float:
    """Two-sided, of no difference at all."""
    if difference is None or difference.high <= difference.low:
        return 1.0
    error = (difference.high - difference.low) / (2 * Z90)
    return math.erfc(abs(difference.value) / error / math.sqrt(2))


@dataclass(frozen=True)
class _Case:
    """A deal with what was known when it was advised on."""

    deal: str
    state: Mapping[str, Cell]
    done: bool
    won: bool


def _firsts(episodes: Sequence[Followed]) -> list[Followed]:
    """One line per deal: its first advice, done if any part of it was."""
    by_deal: dict[str, list[Followed]] = {}
    for one in episodes:
        by_deal.setdefault(one.deal, []).append(one)
    found = []
    for ones in by_deal.values():
        start = min(one.episode.as_of for one in ones)
        first = [one for one in ones if one.episode.as_of == start and one.compared]
        if first:
            done = [one for one in first if one.done]
            found.append((done or first)[0])
    return found


def _doing(found: Sequence[Followed]) -> Told:
    cases = [_Case(one.deal, _state(one), one.done, one.episode.won) for one in found if one.compared]
    treated = np.array([case.done for case in cases], dtype=bool)
    outcomes = np.array([case.won for case in cases], dtype=float)
    table = Table.of_rows([case.state for case in cases])
    effect = effect_of(table, treated, outcomes, groups=[case.deal for case in cases])
    arms = (effect.treated, effect.untreated)
    rate = float(outcomes.mean()) if cases else 0.5
    return _told(
        effect.difference,
        effect.raw,
        arms,
        rate,
        apart=effect.verdict == "no_overlap",
        told=effect.verdict == "estimated",
    )


def _showing(found: Sequence[Followed]) -> Told | None:
    drawn = [one for one in found if 0 < one.episode.propensity < 1]
    if not drawn:
        return None
    outcomes = [float(one.episode.won) for one in drawn]
    seen: Uplift = uplift(
        [one.episode.shown for one in drawn],
        [one.episode.propensity for one in drawn],
        outcomes,
        [0.5 if one.episode.p is None else one.episode.p for one in drawn],
        [one.deal for one in drawn],
    )
    shown = [o for o, one in zip(outcomes, drawn, strict=True) if one.episode.shown]
    held = [o for o, one in zip(outcomes, drawn, strict=True) if not one.episode.shown]
    raw = float(np.mean(shown) - np.mean(held)) if shown and held else None
    rate = float(np.mean(outcomes))
    share = float(np.mean([one.episode.propensity for one in drawn]))
    told = seen.verdict == "estimated"
    return _told(seen.difference, raw, (seen.shown, seen.held), rate, told=told, share=share)


def _told(
    difference: Interval | None,
    raw: float | None,
    arms: tuple[int, int],
    rate: float,
    *,
    told: bool,
    apart: bool = False,
    share: float | None = None,
) -> Told:
    n = sum(arms)
    smallest = detectable(*arms, rate)
    part = min(max(arms[0] / n if n and share is None else share or 0.5, 0.05), 0.95)
    target = next((one for one in _TARGETS if smallest is None or smallest > one), _TARGETS[-1])
    least = int(np.ceil(_MIN_ARM / min(part, 1 - part)))
    more = max(needed(target, rate, part) - n, least - n, 0)
    verdict: Verdict = "no_overlap" if apart else "not_told_yet"
    if told and difference is not None and difference.low > 0:
        verdict = "helps"
    elif told and difference is not None and difference.high < 0:
        verdict = "harms"
    return Told(verdict, difference, raw, *arms, smallest, target, more)


def _state(one: Followed) -> dict[str, Cell]:
    """How the deal stood when it was advised on: its odds, and every fact that was measured, in the odds or not."""
    facts, p = one.episode.facts, one.episode.p
    state: dict[str, Cell] = {"odds": None if p is None else logit(p), "stage": facts.get("stage")}
    for spec in fact_specs():
        value = facts.get(spec.key)
        if isinstance(value, bool | int | float):
            state[spec.key] = float(value)
    return state


def _months(episodes: Sequence[Followed]) -> list[Month]:
    found: dict[str, list[Followed]] = {}
    for one in episodes:
        found.setdefault(f"{one.episode.closed_at:%Y-%m}", []).append(one)
    return [
        Month(
            month,
            deals=len({one.deal for one in ones}),
            recommended=len(ones),
            done=sum(one.done for one in ones),
            dismissed=sum(one.answer == "dismissed" for one in ones),
            won=len({one.deal for one in ones if one.episode.won}),
        )
        for month, ones in sorted(found.items())
    ]

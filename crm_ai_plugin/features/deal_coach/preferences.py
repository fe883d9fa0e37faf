"""What people's answers to an action say about suggesting it again: here, to this rep, at all.

Acceptance is a rate, shrunken twice: an action's towards that of all actions, and that of a kind of deal or of a rep
towards the action's (empirical Bayes; Efron and Morris, J. Am. Stat. Assoc. 1975). It changes the place of an action,
never its estimated effect, and is bounded, so that an action that few like is shown less and not never.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...ports.feature import History, Tally
from ...sentences import Param, Say
from ...stats import logit
from .assessment import Weighed

LEAST, MOST = 0.35, 1.25
"""Bounds of what answers may do to the place of an action."""

_DOUBT = 0.5
"""For what rests on a fact that somebody of this deal called wrong."""
_AGES = (1.0, 0.5, 0.25)
_AGAINST = {"wrong_facts": 0.5, "bad_timing": 0.5, "already_done": 0.0}
"""How much a dismissal says against the action itself; 1 where not named."""
_OF_ALL, _OF_ACTION = 10.0, 8.0
"""How many answers the rate above is worth."""
_UNKNOWN = (0.5, 4.0)
"""Of actions in general, before anybody answered: the rate, and how many answers it is worth."""
_TEMPER = 0.5
_NEAR = 0.15
_WORTH_SAYING = (0.85, 1.12)

_Scope = Callable[[Tally], int]
_SCOPES: dict[str, _Scope] = {
    "segment": lambda tally: tally.in_segment,
    "rep": lambda tally: tally.of_rep,
    "all": lambda tally: tally.n,
}


@dataclass(frozen=True, slots=True)
class Preference:
    """How an action's worth is multiplied, and why; `why` is None where it hardly matters."""

    factor: float
    why: Say | None = None


@dataclass(frozen=True)
class Preferences:
    """Answers of a workspace, seen from one deal."""

    history: History

    def of(self, weighed: Weighed) -> Preference:
        """Return what answers to the action, and doubts on this deal, do to it."""
        learned = self._learned(weighed.candidate.key)
        doubted = _doubted(self.history).intersection(weighed.candidate.trigger.split("|"))
        if doubted:
            return Preference(max(learned.factor * _DOUBT, LEAST * _DOUBT), Say("note.doubted"))
        return learned

    def _learned(self, action: str) -> Preference:
        mine = [tally for tally in self.history.tallies if tally.action == action]
        if not mine:
            return Preference(1.0)
        others = [tally for tally in self.history.tallies if tally.action != action]
        usual = _rate(others, _SCOPES["all"], *_UNKNOWN)
        own = _rate(mine, _SCOPES["all"], usual, _OF_ALL)
        shifts = {"all": logit(own) - logit(usual)}
        for scope in ("segment", "rep"):
            shifts[scope] = logit(_rate(mine, _SCOPES[scope], own, _OF_ACTION)) - logit(own)
        factor = min(max(math.exp(_TEMPER * sum(shifts.values())), LEAST), MOST)
        if _WORTH_SAYING[0] < factor < _WORTH_SAYING[1]:
            return Preference(factor)
        sign = math.copysign(1.0, math.log(factor))
        # The nearest answers that say so are the reason people will recognise.
        near = max(("segment", "rep"), key=lambda name: sign * shifts[name])
        scope = near if sign * shifts[near] >= _NEAR else "all"
        return Preference(factor, _why(mine, scope, less=sign < 0))


def _rate(tallies: Sequence[Tally], count: _Scope, prior: float, strength: float) -> float:
    taken = against = 0.0
    for tally in tallies:
        n = count(tally) * _AGES[tally.age]
        if tally.state == "done" or tally.reason_code == "already_done":
            taken += n
        else:
            against += n * _AGAINST.get(tally.reason_code or "", 1.0)
    return (taken + prior * strength) / (taken + against + strength)


def _why(tallies: Sequence[Tally], scope: str, *, less: bool) -> Say:
    count = _SCOPES[scope]
    reasons: Counter[str] = Counter()
    done = 0
    for tally in tallies:
        if tally.state == "done" or tally.reason_code == "already_done":
            done += count(tally)
        else:
            reasons[tally.reason_code or "other"] += count(tally)
    dismissed = sum(reasons.values())
    top = max(sorted(reasons), key=lambda code: reasons[code]) if dismissed else None
    params: dict[str, Param] = {
        "dismissed": dismissed,
        "done": done,
        "n": dismissed + done,
        "scope": scope,
        "reason": top,
    }
    return Say("note.less" if less else "note.more", params)


def _doubted(history: History) -> frozenset[str]:
    """The states of facts that a dismissal on this deal called wrong."""
    return frozenset(
        part
        for key, state in history.states.items()
        if state.state == "dismissed" and state.reason_code == "wrong_facts"
        for part in history.state_facts.get(key, "").split("|")
        if part
    )

"""What each candidate is worth for this deal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ...records import Outcome
from ...sentences import Say
from ...stats import Interval, Normal, combine, expit, in_this_case, logit
from ...stats.interval import Z90
from .assessment import DealFacts, Scored, ToldBy, Weighed
from .candidates import Candidate
from .learning.effects import OBSERVATIONAL_SD

_SATURDAY = 5


def weigh(
    candidate: Candidate, measured: DealFacts, scored: Scored, learned: Mapping[str, Any], today: date
) -> Weighed:
    """Return the candidate with confidence, chance to win if done, worth and due date.

    The effect in this deal is normal around the average effect, scaled by how strongly the need shows. Where history told
    the average effect it counts alone; else what the model that serves would say of the same deal with the step's fact
    moved stands beside the belief.
    """
    spec = candidate.spec
    outcome = measured.snapshot.deal.outcome
    known = learned.get("effects", {}).get(spec.key)
    effect = Normal(known["mean"], known["sd"]) if known else spec.prior.normal
    n = int(known["n"]) if known else 0
    told_by: ToldBy = known["verdict"] if known else "prior"
    if told_by in ("prior", "association") and n == 0:
        moved = counterfactual(candidate, measured, scored)
        if moved is not None:
            effect, n, told_by = combine(effect, moved), scored.n, "association"
    here, confidence = in_this_case(effect.scaled(candidate.proposal.dose), spec.prior.spread)
    basis = Say("basis.effect", {"n": n}) if n else Say("basis.prior")
    p = scored.p.value
    if outcome is Outcome.OPEN:
        after = expit(logit(p) + here.mean)
        sd = math.hypot(scored.sd, here.sd)
        middle = logit(p) + here.mean
        low, high = expit(middle - Z90 * sd), expit(middle + Z90 * sd)
        done = Interval(after, min(low, after), max(high, after))
        gain = after - p
    else:
        # The outcome is known; what is gained lies in the next deal with these people.
        done, gain, n, basis = scored.p, effect.mean / 10, 0, Say("basis.after_close")
        told_by = "prior"
    due = candidate.proposal.due if candidate.proposal.due is not None else spec.due
    return Weighed(
        candidate,
        confidence,
        done,
        n,
        basis,
        gain,
        gain * confidence.value,
        business_day(today, due),
        told_by=told_by,
    )


def counterfactual(candidate: Candidate, measured: DealFacts, scored: Scored) -> Normal | None:
    """Return by how much the model that serves would move if the step's fact were what the step makes it.

    None before any deal has closed, or where the fact is unknown or no column of the model. What was not recorded confounds
    it, so it is no surer than :data:`OBSERVATIONAL_SD` per step.
    """
    moves, model = candidate.spec.moves, scored.model
    if moves is None or model is None or not model.n or moves.fact not in model.kinds:
        return None
    value = measured.row.values.get(moves.fact)
    if not isinstance(value, float):
        return None
    then = model.with_cells(model.table(measured.row), {moves.fact: _after(moves.by, value)})
    change = logit(model.ask(then).p.value) - logit(scored.p.value)
    # A step undoes or brings about only a part of what the fact says, and the model moves it whole.
    return Normal(change * min(1.0, abs(moves.by)), OBSERVATIONAL_SD)


def _after(by: float, value: float) -> float:
    """The fact one whole step on, in the direction in which the action moves it; never below zero."""
    return max(0.0, value + math.copysign(1.0, by))


def business_day(today: date, days: int) -> date:
    """Return the day `days` business days after `today`; never a weekend, never before `today`."""
    day = today
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            days -= 1
    return day

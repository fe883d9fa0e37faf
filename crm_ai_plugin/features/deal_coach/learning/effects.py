"""What an action is worth: what was believed, together with what history shows about the fact it moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....facts import FactSpec, fact_specs
from ....facts.columns import column
from ....stats import BayesianLogistic, Normal, combine, likelihood_of
from ....stats.judging import Deals
from ....stats.table import Bools, Floats, Table, known
from ....stats.treatment import Effect, effect_of
from ..candidates import CandidateSpec
from .facts_model import numbers_of

OBSERVATIONAL_SD = 0.3
"""Deviation, in log-odds per step of a fact, by which an adjusted association may still miss the effect of an
action: what was not recorded confounds it, however many deals there are."""

_MIN_DEALS = 150
"""Closed deals below which adjusting for what else was going on says little; the model's own weight is used then."""

_MOST = 4_000
"""Of more deals the newest: fifteen models per fact would otherwise take minutes."""

_RAW = ("field.", "company.", "custom.")
_BEFORE = (
    "deal_age",
    "stage_position",
    "amount_vs_usual",
    "people_engaged",
    "meetings_held",
    "activities_logged",
)
"""Facts that a step hardly changes and that decide whether anybody takes it."""


def effects(
    candidates: Sequence[CandidateSpec], model: BayesianLogistic, deals: Deals
) -> dict[str, dict[str, Any]]:
    """Return each candidate's effect in log-odds by key: mean, deviation, observations, and what history could tell.

    `verdict` is ``estimated`` (doubly robust, among comparable deals), ``too_few``, ``no_overlap`` (deals that had it and
    deals that had not are too unlike to be compared: it can't be told), ``association`` (the weight of the fact in the
    model, with few deals) or ``prior``. A raw difference is never used.
    """
    specs = {spec.key: spec for spec in fact_specs()}
    deals = deals.take(np.arange(deals.table.n) >= deals.table.n - _MOST)
    known_effects: dict[str, Effect | None] = {}
    found: dict[str, dict[str, Any]] = {}
    for candidate in candidates:
        effect, n, verdict, overlap = candidate.prior.normal, 0, "prior", None
        moved = specs.get(candidate.moves.fact) if candidate.moves else None
        if candidate.moves and moved and moved.odds and moved.key in model.names:
            if moved.key not in known_effects:
                known_effects[moved.key] = _of_fact(moved, deals)
            seen = known_effects[moved.key]
            step = candidate.moves.by
            if seen is None:
                weight = likelihood_of(model.weight(moved.key), Normal(moved.odds.mean, moved.odds.sd))
                if weight is not None:
                    effect, n, verdict = _joined(effect, weight, step), model.n, "association"
            else:
                verdict, overlap = seen.verdict, seen.overlap
                if seen.log_odds is not None:
                    effect, n = _joined(effect, seen.log_odds, step), seen.treated + seen.untreated
        found[candidate.key] = {
            "mean": effect.mean,
            "sd": effect.sd,
            "n": n,
            "verdict": verdict,
            "overlap": overlap,
        }
    return found


def _joined(prior: Normal, per_step: Normal, by: float) -> Normal:
    step = per_step.scaled(by)
    return combine(prior, Normal(step.mean, math.hypot(step.sd, OBSERVATIONAL_SD * abs(by))))


def _of_fact(spec: FactSpec, deals: Deals) -> Effect | None:
    """Return what having the fact changed per step of its number; None with too few deals to adjust."""
    if deals.table.n < _MIN_DEALS or spec.odds is None or not spec.odds.replayable:
        return None
    column_, raw = numbers_of(deals.table, [spec])[:, 0], deals.table.columns.get(spec.key)
    there = np.isfinite(column_)
    if raw is None or there.sum() < _MIN_DEALS:
        return None
    threshold = _threshold(column_[there])
    if threshold is None:
        return None
    treated = column_[there] > threshold
    effect = effect_of(
        _confounders(deals.table, spec).take(there),
        treated,
        deals.outcomes[there],
        groups=[group for group, used in zip(deals.groups, there, strict=True) if used],
    )
    if effect.log_odds is None:
        return effect
    # Of a fact with more than two values, the estimate is that of as many steps as lie between the two groups.
    steps = float(column_[there][treated].mean() - column_[there][~treated].mean())
    per_step = Normal(effect.log_odds.mean / steps, effect.log_odds.sd / abs(steps))
    return Effect(
        effect.verdict,
        effect.difference,
        per_step,
        effect.raw,
        effect.treated,
        effect.untreated,
        effect.overlap,
    )


def _threshold(numbers: Floats) -> float | None:
    """Return where a fact's number parts deals into those that have it and those that have not."""
    values = np.unique(numbers)
    if len(values) < 2:
        return None
    middle = float(np.quantile(np.sort(numbers), 0.5, method="lower"))
    return middle if middle < values[-1] else float(values[-2])


def _confounders(table: Table, spec: FactSpec) -> Table:
    """What may decide both whether it was done and how the deal ends: fields and facts about the deal itself.

    Facts that the same step moves, such as who else was reached, are left out: to adjust for them would take away a
    part of the effect.
    """
    names = [
        name
        for name in table.names
        if name != spec.key and (name.startswith(_RAW) or name in _BEFORE) and _varies(table, name)
    ]
    mine = column(spec.key).category
    return table.only([name for name in names if name.startswith(_RAW) or column(name).category != mine])


def _varies(table: Table, name: str) -> bool:
    values = table.columns[name]
    there: Bools = known(values)
    return len(set(values[there].tolist())) > 1


__all__ = ["OBSERVATIONAL_SD", "effects"]

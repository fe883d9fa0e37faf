"""What an action is worth: what was believed, together with what history shows about the fact it moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ....facts import fact_specs
from ....stats import BayesianLogistic, Normal, combine, likelihood_of
from ..candidates import CandidateSpec

OBSERVATIONAL_SD = 0.3
"""Deviation, in log-odds per step of a fact, by which an adjusted association may still miss the effect of an
action: what was not recorded confounds it, however many deals there are."""


def effects(candidates: Sequence[CandidateSpec], model: BayesianLogistic) -> dict[str, dict[str, Any]]:
    """Return mean, deviation, observations and basis of each candidate's effect in log-odds, by key."""
    odds = {spec.key: spec.odds for spec in fact_specs()}
    found: dict[str, dict[str, Any]] = {}
    for spec in candidates:
        effect, n = spec.prior.normal, 0
        moved = odds.get(spec.moves.fact) if spec.moves else None
        if spec.moves and moved and spec.moves.fact in model.names:
            seen = likelihood_of(model.weight(spec.moves.fact), Normal(moved.mean, moved.sd))
            if seen is not None:
                step = seen.scaled(spec.moves.by)
                observed = Normal(step.mean, math.hypot(step.sd, OBSERVATIONAL_SD * abs(spec.moves.by)))
                effect, n = combine(effect, observed), model.n
        found[spec.key] = {"mean": effect.mean, "sd": effect.sd, "n": n}
    return found

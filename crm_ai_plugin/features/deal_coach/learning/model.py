"""The win model: priors from the declared facts, updated by closed deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ....facts import Fact, FactSpec, fact_specs
from ....facts.usual import PRIOR_WIN_RATE
from ....stats import BayesianLogistic, Normal, auc, brier, logit

_BASE_SD = 0.7
_MIN_FOR_CENTER = 20
_MIN_FOR_CHECK = 60
_TRAIN_SHARE = 0.7

Row = Mapping[str, float | None]


def inputs_of(facts: Mapping[str, Fact]) -> dict[str, float | None]:
    """Return the model's inputs of one deal; None where a fact isn't measured."""
    return {key: fact.number for key, fact in facts.items() if fact.spec.odds is not None}


def input_specs(refused: Sequence[str] = ()) -> list[FactSpec]:
    """Return the facts that enter the model, by key."""
    return [spec for spec in fact_specs() if spec.odds is not None and spec.key not in refused]


def prior_model(base_rate: float = PRIOR_WIN_RATE) -> BayesianLogistic:
    """Return the model before any deal has closed."""
    return fit(input_specs(), [], [], [], Normal(logit(base_rate), _BASE_SD))


def fit(
    specs: Sequence[FactSpec],
    closed: Sequence[Row],
    outcomes: Sequence[int],
    open_: Sequence[Row],
    intercept: Normal,
) -> BayesianLogistic:
    """Return the posterior after `closed` deals.

    What can't be replayed in the past stays at its prior and counts from what is usual among open deals.
    """
    odds = [spec.odds for spec in specs if spec.odds is not None]
    learned = [[row.get(s.key) if s.odds and s.odds.replayable else None for s in specs] for row in closed]
    center, variance = [], []
    for spec, o, column in zip(specs, odds, _columns(learned, len(specs)), strict=True):
        values = column if o.replayable else [v for row in open_ if (v := row.get(spec.key)) is not None]
        mean, var = _typical(values, o.typical, o.spread)
        center.append(mean)
        variance.append(var)
    return BayesianLogistic.fit(
        [spec.key for spec in specs],
        np.array([[np.nan if v is None else v for v in row] for row in learned], dtype=float),
        np.array(outcomes, dtype=float),
        prior_mean=[o.mean for o in odds],
        prior_sd=[o.sd for o in odds],
        intercept=intercept,
        center=center,
        variance=variance,
    )


def check(
    specs: Sequence[FactSpec],
    closed: Sequence[Row],
    outcomes: Sequence[int],
    open_: Sequence[Row],
    intercept: Normal,
) -> dict[str, Any] | None:
    """Fit on the older closed deals and return how good it is on the newer ones; `closed` is oldest first."""
    if len(closed) < _MIN_FOR_CHECK:
        return None
    cut = int(len(closed) * _TRAIN_SHARE)
    model = fit(specs, closed[:cut], outcomes[:cut], open_, intercept)
    later = list(outcomes[cut:])
    predicted = [model.predict(row).p.value for row in closed[cut:]]
    rate = (sum(outcomes[:cut]) + 1) / (cut + 2)
    return {
        "split": "time",
        "n": len(later),
        "brier": brier(predicted, later),
        "brier_base": brier([rate] * len(later), later),
        "auc": auc(predicted, later),
    }


def _columns(rows: Sequence[Sequence[float | None]], width: int) -> list[list[float]]:
    return [[v for row in rows if (v := row[place]) is not None] for place in range(width)]


def _typical(values: Sequence[float], typical: float, spread: float) -> tuple[float, float]:
    """Mean and variance, moved towards what is expected while there are few values."""
    n = len(values)
    weight = n / (n + _MIN_FOR_CENTER)
    mean = float(np.mean(np.sort(values))) if n else typical
    var = float(np.var(np.sort(values))) if n > 1 else spread**2
    return weight * mean + (1 - weight) * typical, weight * var + (1 - weight) * spread**2

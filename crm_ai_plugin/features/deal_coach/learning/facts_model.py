"""The model that serves from the first deal on: declared facts with stated priors, updated by closed deals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ....facts import FactSpec, fact_specs
from ....facts.usual import PRIOR_WIN_RATE
from ....stats import BayesianLogistic, Normal, logit
from ....stats.folds import recency_weights
from ....stats.judging import Deals
from ....stats.logistic import Prediction
from ....stats.probabilities import Probabilities
from ....stats.table import Floats, Table, known
from ....stats.win import HALF_LIFE

BASE_SD = 0.7
_MIN_FOR_CENTER = 20

Row = Mapping[str, float | None]


def input_specs(refused: Collection[str] = ()) -> list[FactSpec]:
    """Return the facts that enter the model, by key."""
    return [spec for spec in fact_specs() if spec.odds is not None and spec.key not in refused]


def prior_model(base_rate: float = PRIOR_WIN_RATE) -> BayesianLogistic:
    """Return the model before any deal has closed."""
    nothing = Table({}, 0)
    deals = Deals(nothing, np.empty(0), np.empty(0), [])
    return fit_facts(deals, input_specs(), nothing, base_rate)


def fit_facts(
    deals: Deals, specs: Sequence[FactSpec], open_: Table, base_rate: float = PRIOR_WIN_RATE
) -> BayesianLogistic:
    """Return the posterior after `deals`, recent ones counting more.

    What can't be replayed in the past stays at its prior and counts from what is usual among open deals.
    """
    odds = [spec.odds for spec in specs if spec.odds is not None]
    learned = numbers_of(deals.table, specs)
    present = numbers_of(open_, specs)
    center, variance = [], []
    for place, one in enumerate(odds):
        if not one.replayable:
            learned[:, place] = np.nan
        values = (learned if one.replayable else present)[:, place]
        mean, var = _typical(values[np.isfinite(values)], one.typical, one.spread)
        center.append(mean)
        variance.append(var)
    return BayesianLogistic.fit(
        [spec.key for spec in specs],
        learned,
        deals.outcomes,
        prior_mean=[one.mean for one in odds],
        prior_sd=[one.sd for one in odds],
        intercept=Normal(logit(base_rate), BASE_SD),
        center=center,
        variance=variance,
        weights=recency_weights(deals.times, HALF_LIFE),
    )


def numbers_of(table: Table, specs: Sequence[FactSpec]) -> Floats:
    """Return rows × facts of the numbers that the model takes, NaN where a fact is unknown."""
    made = np.full((table.n, len(specs)), np.nan)
    for place, spec in enumerate(specs):
        column = table.columns.get(spec.key)
        if column is None or column.dtype == object or spec.odds is None:
            continue
        there = known(column)
        values, back = np.unique(column[there].astype(float), return_inverse=True)
        numbers = np.array([spec.odds.of(float(value)) for value in values], dtype=float)
        made[there, place] = numbers[back]
    return made


@dataclass(frozen=True)
class FactsModel:
    """The fitted model on tables of columns."""

    model: BayesianLogistic

    def inputs(self, table: Table) -> list[dict[str, float | None]]:
        """Return each row's inputs."""
        specs = self.specs
        rows = numbers_of(table, specs)
        keys = [spec.key for spec in specs]
        return [
            {key: None if np.isnan(value) else float(value) for key, value in zip(keys, row, strict=True)}
            for row in rows
        ]

    @property
    def specs(self) -> list[FactSpec]:
        """The facts it knows and this program still measures."""
        return [spec for spec in input_specs() if spec.key in self.model.names]

    def one(self, table: Table) -> Prediction:
        """Return the prediction for the only row of `table`."""
        return self.model.predict(self.inputs(table)[0])

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning with its 90 % interval."""
        found = [self.model.predict(row) for row in self.inputs(table)]
        p = np.array([(one.p.value, one.p.low, one.p.high, one.sd) for one in found]).reshape(-1, 4)
        eta = np.array([one.base + sum(one.contributions.values()) for one in found])
        return Probabilities(p[:, 0], p[:, 1], p[:, 2], eta, p[:, 3])


def _typical(values: Floats, typical: float, spread: float) -> tuple[float, float]:
    """Mean and variance, moved towards what is expected while there are few values."""
    n = len(values)
    weight = n / (n + _MIN_FOR_CENTER)
    mean = float(np.mean(np.sort(values))) if n else typical
    var = float(np.var(np.sort(values))) if n > 1 else spread**2
    return weight * mean + (1 - weight) * typical, weight * var + (1 - weight) * spread**2

"""The model that serves from the first deal on: declared facts with stated priors, updated by closed deals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....facts import FactSpec, fact_specs
from ....facts.usual import PRIOR_WIN_RATE
from ....stats import BayesianLogistic, Normal, logit
from ....stats.folds import recency_weights
from ....stats.interval import Z90
from ....stats.judging import Deals
from ....stats.probabilities import Probabilities, sigmoid
from ....stats.table import Floats, Table, known
from ....stats.win import HALF_LIFE

BASE_SD = 0.7
CASE_SD = 0.35
"""What facts don't hold moves single deals by about this much, however many deals there are."""

_UNLEARNED_SD = 0.5
_UNLEARNED_N = 80.0
"""What facts could tell and too few deals have shown yet; half of it (in variance) is left after so many."""

_TRUST = {0.0: 0.15, 0.25: 0.15, 0.5: 0.2, 0.75: 0.25, 1.0: 0.25}
"""How far the declared weights may hold in a workspace, and how likely each is held to be beforehand."""

_STEPS = 25
_MIN_FOR_CENTER = 20


def input_specs(refused: Collection[str] = ()) -> list[FactSpec]:
    """Return the facts that enter the model, by key."""
    return [spec for spec in fact_specs() if spec.odds is not None and spec.key not in refused]


def prior_model(base_rate: float = PRIOR_WIN_RATE) -> FactsModel:
    """Return the model before any deal has closed."""
    nothing = Table({}, 0)
    deals = Deals(nothing, np.empty(0), np.empty(0), [])
    return fit_facts(deals, input_specs(), nothing, base_rate)


def fit_facts(
    deals: Deals, specs: Sequence[FactSpec], open_: Table, base_rate: float = PRIOR_WIN_RATE
) -> FactsModel:
    """Return the posterior after `deals`, recent ones counting more.

    How far the declared weights are to be trusted in this workspace is learned first, as one number for all of them; then
    each weight moves from there. What can't be replayed in the past stays at its prior and counts from what is usual
    among open deals.
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
    weights = recency_weights(deals.times, HALF_LIFE)
    declared = np.array([one.mean for one in odds])
    intercept = Normal(logit(base_rate), BASE_SD)
    believed = np.nan_to_num(learned - np.array(center)) @ declared if odds else np.zeros(deals.table.n)
    trust, trust_sd = _trust(believed, deals.outcomes, weights, intercept)
    model = BayesianLogistic.fit(
        [spec.key for spec in specs],
        learned,
        deals.outcomes,
        prior_mean=(trust * declared).tolist(),
        prior_sd=[one.sd for one in odds],
        intercept=intercept,
        center=center,
        variance=variance,
        weights=weights,
    )
    return FactsModel(model, declared, trust, trust_sd)


def _trust(believed: Floats, outcomes: Floats, weights: Floats, intercept: Normal) -> tuple[float, float]:
    """Return by how much the declared weights are to be scaled, and how unsure that is: a posterior over a few steps.

    The declared weights were set before any deal was seen, so their likelihood is that of a forecast and can't be
    overfitted.
    """
    order = np.lexsort((weights, outcomes, believed))
    x, y, w = believed[order], np.asarray(outcomes, dtype=float)[order], weights[order]
    scores = []
    for step, chance in _TRUST.items():
        b = intercept.mean
        for _ in range(_STEPS):
            p = 0.5 * (1 + np.tanh(0.5 * (b + step * x)))
            slope = float(np.sum(w * (y - p))) - (b - intercept.mean) / intercept.sd**2
            b += slope / (float(np.sum(w * p * (1 - p))) + intercept.sd**-2)
        eta = b + step * x
        fit = float(np.sum(w * (y * eta - np.logaddexp(0.0, eta))))
        scores.append(np.log(chance) + fit - 0.5 * ((b - intercept.mean) / intercept.sd) ** 2)
    steps = np.array(list(_TRUST))
    posterior = np.exp(np.array(scores) - max(scores))
    posterior /= posterior.sum()
    mean = float(posterior @ steps)
    return mean, float(np.sqrt(posterior @ (steps - mean) ** 2))


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
    """The fitted model on tables of columns.

    Attributes:
        model: Posterior of the weights.
        declared: The declared weights, in the order of the model's names.
        trust: By how much they were scaled.
        trust_sd: How unsure that is.
    """

    model: BayesianLogistic
    declared: Floats
    trust: float
    trust_sd: float

    @property
    def columns(self) -> tuple[str, ...]:
        """The facts in the order of :meth:`contributions`."""
        return self.model.names

    @property
    def base(self) -> float:
        """Log-odds of a typical deal, as far as they don't depend on how unsure a prediction is."""
        return float(self.model.mean[0])

    @property
    def n(self) -> int:
        """Closed deals it learned from."""
        return self.model.n

    def unknown(self, table: Table) -> tuple[str, ...]:
        """Return the facts that are unknown of the first row."""
        return tuple(np.array(self.columns)[np.isnan(self._numbers(table)[0])].tolist())

    def predict(self, table: Table) -> Probabilities:
        """Return each row's probability of winning with its 90 % interval."""
        return self.parts(table).said

    def parts(self, table: Table, *, typical: bool = False) -> Parts:
        """Return predictions with what each fact adds.

        Args:
            table: The rows.
            typical: Take what is unknown as known to be typical.
        """
        model = self.model
        numbers = self._numbers(table)
        missing = np.isnan(numbers)
        z = np.where(missing, 0.0, numbers - model.center)
        whole = np.column_stack([np.ones(table.n), z])
        eta = whole @ model.mean
        variance = np.einsum("ij,jk,ik->i", whole, model.cov, whole) + CASE_SD**2
        variance += _UNLEARNED_SD**2 * _UNLEARNED_N / (self.n + _UNLEARNED_N)
        variance += (self.trust_sd * (z @ self.declared)) ** 2
        if not typical:
            # The mean square of an uncertain weight, times how much the unknown input varies.
            variance += missing @ ((model.mean[1:] ** 2 + np.diag(model.cov)[1:]) * model.variance)
        # The mean of the probability over an uncertain log-odds lies nearer to one half; scaling every part by the same
        # factor keeps the sum exact.
        factor = 1.0 / np.sqrt(1.0 + np.pi * variance / 8.0)
        sd = np.sqrt(variance)
        value = sigmoid(factor * eta)
        low, high = sigmoid(eta - Z90 * sd), sigmoid(eta + Z90 * sd)
        said = Probabilities(value, np.minimum(low, value), np.maximum(high, value), factor * eta, sd)
        return Parts(said, factor * model.mean[0], factor[:, None] * z * model.mean[1:])

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "logistic": self.model.to_json(),
            "declared": self.declared.tolist(),
            "trust": self.trust,
            "trust_sd": self.trust_sd,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FactsModel:
        """Read what :meth:`to_json` wrote."""
        return cls(
            BayesianLogistic.from_json(data["logistic"]),
            np.asarray(data["declared"], dtype=float),
            float(data["trust"]),
            float(data["trust_sd"]),
        )

    def _numbers(self, table: Table) -> Floats:
        made = np.full((table.n, len(self.columns)), np.nan)
        specs = [spec for spec in input_specs() if spec.key in self.columns]
        places = [self.columns.index(spec.key) for spec in specs]
        if specs:
            made[:, places] = numbers_of(table, specs)
        return made


@dataclass(frozen=True)
class Parts:
    """Predictions and how each adds up: ``base + contributions.sum(axis=1)`` is the log-odds, exactly."""

    said: Probabilities
    base: Floats
    contributions: Floats


def _typical(values: Floats, typical: float, spread: float) -> tuple[float, float]:
    """Mean and variance, moved towards what is expected while there are few values."""
    n = len(values)
    weight = n / (n + _MIN_FOR_CENTER)
    mean = float(np.mean(np.sort(values))) if n else typical
    var = float(np.var(np.sort(values))) if n > 1 else spread**2
    return weight * mean + (1 - weight) * typical, weight * var + (1 - weight) * spread**2

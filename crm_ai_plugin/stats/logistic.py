"""Bayesian logistic regression with priors one can state, and scores that add up.

Fitted by Newton's method to the posterior mode with a Gaussian (Laplace) posterior around it. With no rows the
posterior is the prior, so that the same model serves from the first deal on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .effects import Normal
from .interval import Z90, Interval, expit

Floats = NDArray[np.float64]

_MAX_STEPS = 100
_TOLERANCE = 1e-10
_GAIN = 1e-14
_HASH_FACTOR = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio (Knuth: The Art of Computer Programming, vol. 3, 6.4)."""
_MANY, _PART = 20_000, 10


@dataclass(frozen=True, slots=True)
class Prediction:
    """A probability and how it adds up: ``base + sum(contributions.values())`` is the logit of ``p.value``."""

    p: Interval
    base: float
    contributions: Mapping[str, float]
    sd: float
    """Standard deviation of the log-odds."""


@dataclass(frozen=True)
class BayesianLogistic:
    """Posterior of a logistic regression.

    `mean` and `cov` belong to the intercept followed by one weight per name. Inputs count from `center`, so
    that the intercept is the log-odds of a typical case; an unknown input is taken at its centre and adds its
    `variance` to the uncertainty.
    """

    names: tuple[str, ...]
    mean: Floats
    cov: Floats
    center: Floats
    variance: Floats
    n: int

    @classmethod
    def fit(  # a model's prior has this many parts
        cls,
        names: Sequence[str],
        rows: Floats,
        outcomes: Floats,
        *,
        prior_mean: Sequence[float],
        prior_sd: Sequence[float],
        intercept: Normal,
        center: Sequence[float],
        variance: Sequence[float],
        weights: Floats | None = None,
    ) -> BayesianLogistic:
        """Return the posterior after `rows` (n × names, NaN for unknown) with `outcomes` 0 or 1.

        Args:
            names: One per column.
            rows: Inputs; may have no rows.
            outcomes: One per row.
            prior_mean: Prior mean of each weight, in log-odds per unit.
            prior_sd: Prior standard deviation of each weight.
            intercept: Prior of the log-odds of a typical case.
            center: What a typical case looks like.
            variance: Variance of each input among cases, for those where it is unknown.
            weights: How much each row counts; 1 if left out.

        Raises:
            ValueError: the shapes don't agree or a deviation isn't positive.
        """
        k = len(names)
        x = np.asarray(rows, dtype=float)
        x = x.reshape(-1, k) if k else np.empty((len(outcomes), 0))
        y = np.asarray(outcomes, dtype=float)
        w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
        middle, spread = np.asarray(center, dtype=float), np.asarray(prior_sd, dtype=float)
        if not (
            len(x) == len(y) == len(w) and len(middle) == len(spread) == len(prior_mean) == len(variance) == k
        ):
            raise ValueError("rows, outcomes, names and priors must have matching lengths")
        if np.any(spread <= 0.0):
            raise ValueError("prior deviations must be positive")
        z = np.empty((len(y), k + 1), order="F")
        z[:, 0] = 1.0
        np.subtract(x, middle, out=z[:, 1:])
        np.copyto(z, 0.0, where=np.isnan(z))
        # Floating-point sums depend on their order; a canonical one makes the fit independent of the rows' order.
        order = _canonical(z, y, w)
        m0 = np.concatenate([[intercept.mean], np.asarray(prior_mean, dtype=float)])
        precision = np.concatenate([[intercept.sd**-2], spread**-2])
        mode, hessian = _mode(z[order], y[order], w[order], m0, precision)
        cov = np.linalg.inv(hessian)
        return cls(tuple(names), mode, (cov + cov.T) / 2, middle, np.asarray(variance, dtype=float), len(y))

    def weight(self, name: str) -> Normal:
        """Return the posterior of one weight.

        Raises:
            KeyError: there is no such input.
        """
        if name not in self.names:
            raise KeyError(name)
        place = self.names.index(name) + 1
        return Normal(float(self.mean[place]), math.sqrt(float(self.cov[place, place])))

    def predict(self, inputs: Mapping[str, float | None]) -> Prediction:
        """Return the probability for one case; an input that is absent or None is unknown."""
        known = [inputs.get(name) for name in self.names]
        z = np.array([1.0] + [0.0 if v is None else v - c for v, c in zip(known, self.center, strict=True)])
        missing = np.array([v is None for v in known])
        extra = float(np.sum((self.mean[1:] ** 2 * self.variance)[missing])) if len(missing) else 0.0
        eta = float(z @ self.mean)
        variance = float(z @ self.cov @ z) + extra
        # The mean of the probability over an uncertain log-odds lies nearer to one half; scaling every part by
        # the same factor keeps the sum exact.
        factor = 1.0 / math.sqrt(1.0 + math.pi * variance / 8.0)
        sd = math.sqrt(variance)
        contributions = {
            name: factor * float(self.mean[i + 1] * z[i + 1])
            for i, name in enumerate(self.names)
            if known[i] is not None
        }
        base = factor * float(self.mean[0])
        value = expit(base + math.fsum(contributions.values()))
        low, high = expit(eta - Z90 * sd), expit(eta + Z90 * sd)
        return Prediction(Interval(value, min(low, value), max(high, value)), base, contributions, sd)

    def to_json(self) -> dict[str, Any]:
        """Return the model as plain JSON."""
        return {
            "names": list(self.names),
            "mean": self.mean.tolist(),
            "cov": self.cov.tolist(),
            "center": self.center.tolist(),
            "variance": self.variance.tolist(),
            "n": self.n,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> BayesianLogistic:
        """Read what :meth:`to_json` wrote."""
        return cls(
            tuple(data["names"]),
            np.asarray(data["mean"], dtype=float),
            np.asarray(data["cov"], dtype=float).reshape(len(data["mean"]), -1),
            np.asarray(data["center"], dtype=float),
            np.asarray(data["variance"], dtype=float),
            int(data["n"]),
        )


def _canonical(z: Floats, y: Floats, w: Floats) -> NDArray[np.intp]:
    """Return an order of the rows that depends on what is in them alone: by a hash of their bits.

    Sorting by every column would take longer than the fit. Rows that change places under it are equal.
    """
    key = np.zeros(len(z), dtype=np.uint64)
    factor, shift = np.uint64(_HASH_FACTOR), np.uint64(29)
    for column in (*z.T, y, w):
        key ^= (column + 0.0).view(np.uint64)  # -0.0 is 0.0
        key *= factor
        key ^= key >> shift
    return np.argsort(key, kind="stable")


def _mode(z: Floats, y: Floats, w: Floats, m0: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """Newton's method with step halving; the objective is strictly concave, so there is one mode."""
    # Many rows: some of them, in an order that is as good as random, say where to begin.
    beta = _mode(z[::_PART], y[::_PART], w[::_PART], m0, precision)[0] if len(z) > _MANY else m0.copy()
    value = _log_posterior(beta, (z, y, w), m0, precision)
    for _ in range(_MAX_STEPS):
        p = _expit(z @ beta)
        gradient = z.T @ (w * (y - p)) - precision * (beta - m0)
        hessian = (z * (w * p * (1.0 - p))[:, None]).T @ z + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        if float(np.max(np.abs(step))) < _TOLERANCE:
            break
        size = 1.0
        while size > 1e-6:
            candidate = beta + size * step
            new = _log_posterior(candidate, (z, y, w), m0, precision)
            if new >= value:
                break
            size /= 2.0
        else:
            break
        gain = new - value
        beta, value = candidate, new
        # Columns that say the same leave a direction in which rounding keeps steps from ever getting small.
        if gain <= _GAIN * abs(value):
            break
    p = _expit(z @ beta)
    return beta, (z * (w * p * (1.0 - p))[:, None]).T @ z + np.diag(precision)


def _log_posterior(beta: Floats, data: tuple[Floats, Floats, Floats], m0: Floats, precision: Floats) -> float:
    z, y, w = data
    eta = z @ beta
    return float(np.sum(w * (y * eta - np.logaddexp(0.0, eta))) - 0.5 * np.sum(precision * (beta - m0) ** 2))


def _expit(eta: Floats) -> Floats:
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * eta))
    return result

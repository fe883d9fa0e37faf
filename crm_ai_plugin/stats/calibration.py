"""Whether probabilities keep their word, and how to make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .effects import Normal
from .logistic import BayesianLogistic
from .probabilities import sigmoid
from .rates import Rate, shrunken_rate
from .table import Floats

_SLOPE = Normal(1.0, 0.3)
_SHIFT_SD = 1.0


@dataclass(frozen=True)
class Link:
    """The calibrated link: log-odds become ``shift + slope * log-odds``, which leaves an additive model additive.

    Source: Platt: Probabilistic Outputs for Support Vector Machines, 1999; here with a prior at "change nothing", so
    that few rows can't do harm.
    """

    shift: float
    slope: float
    cov: NDArray[np.float64]
    """Covariance of (shift, slope)."""

    def variance(self, eta: Floats) -> Floats:
        """Return the variance of the calibrated log-odds that comes from not knowing the link exactly."""
        c = self.cov
        return np.asarray(c[0, 0] + 2 * eta * c[0, 1] + eta**2 * c[1, 1], dtype=float)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"shift": self.shift, "slope": self.slope, "cov": self.cov.tolist()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Link:
        """Read what :meth:`to_json` wrote."""
        return cls(float(data["shift"]), float(data["slope"]), np.asarray(data["cov"], dtype=float))


def fit_link(eta: Floats, outcomes: Floats, weights: Floats | None = None) -> Link:
    """Return the link that calibrates log-odds which the rows' own model did not learn from.

    Args:
        eta: Held-out log-odds.
        outcomes: 0 or 1.
        weights: How much each row counts; recent rows more, where the world moves.
    """
    model = BayesianLogistic.fit(
        ["eta"],
        np.asarray(eta, dtype=float)[:, None],
        np.asarray(outcomes, dtype=float),
        prior_mean=[_SLOPE.mean],
        prior_sd=[_SLOPE.sd],
        intercept=Normal(0.0, _SHIFT_SD),
        center=[0.0],
        variance=[0.0],
        weights=weights,
    )
    return Link(float(model.mean[0]), max(float(model.mean[1]), 0.05), model.cov)


@dataclass(frozen=True)
class Bin:
    """One group of the calibration curve: what was said on average, what came true, and from how many."""

    said: float
    came: Rate
    n: int


def calibration_curve(
    probabilities: Sequence[float] | Floats, outcomes: Sequence[int] | Floats, bins: int = 10
) -> list[Bin]:
    """Return groups of equal size, by rising probability."""
    p, y = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    order = np.lexsort((y, p))
    found = []
    for rows in np.array_split(order, min(bins, max(1, len(order) // 5))):
        if len(rows):
            said = float(p[rows].mean())
            hits = int(y[rows].sum())
            rate = shrunken_rate(hits, len(rows), prior_mean=min(max(said, 0.01), 0.99), prior_strength=1.0)
            found.append(Bin(said, rate, len(rows)))
    return found


def expected_calibration_error(
    probabilities: Sequence[float] | Floats, outcomes: Sequence[int] | Floats, bins: int = 10
) -> float:
    """Return the mean distance between what was said and what came true, over groups of equal size.

    Source: Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015, with
    groups of equal size instead of equal width.
    """
    p, y = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    if not len(p):
        return 0.0
    parts = np.array_split(np.lexsort((y, p)), min(bins, len(p)))
    return float(
        sum(abs(p[rows].mean() - y[rows].mean()) * len(rows) for rows in parts if len(rows)) / len(p)
    )


def log_loss(probabilities: Sequence[float] | Floats, outcomes: Sequence[int] | Floats) -> Floats:
    """Return the negative log-likelihood of each outcome; an impossible event costs that of one in a million."""
    p = np.clip(np.asarray(probabilities, dtype=float), 1e-6, 1 - 1e-6)
    y = np.asarray(outcomes, dtype=float)
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log1p(-p)), dtype=float)


__all__ = [
    "Bin",
    "Link",
    "calibration_curve",
    "expected_calibration_error",
    "fit_link",
    "log_loss",
    "sigmoid",
]

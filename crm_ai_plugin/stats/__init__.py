"""Pure numerics that state their uncertainty: no records, no I/O, no randomness but the caller's generator.

Intervals are 90 % credible intervals throughout. Equal inputs give equal outputs, whatever the row order.
"""

from .checks import auc, brier
from .effects import Normal, combine, in_this_case, likelihood_of
from .interval import Interval, expit, logit
from .logistic import BayesianLogistic, Prediction
from .quantiles import Quantiles, median_interval, quantiles
from .rates import Rate, shrunken_rate

__all__ = [
    "BayesianLogistic",
    "Interval",
    "Normal",
    "Prediction",
    "Quantiles",
    "Rate",
    "auc",
    "brier",
    "combine",
    "expit",
    "in_this_case",
    "likelihood_of",
    "logit",
    "median_interval",
    "quantiles",
    "shrunken_rate",
]

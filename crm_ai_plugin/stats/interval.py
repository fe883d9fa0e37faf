"""A number with its 90 % interval, and the logistic scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z90 = 1.6448536269514722
"""Standard deviations on each side of a normal mean that hold 90 %."""

_MAX_LOG_ODDS = 30.0


@dataclass(frozen=True, slots=True)
class Interval:
    """`value` with the bounds of its 90 % interval; ``low <= value <= high``."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse an interval that does not hold its value."""
        if not self.low <= self.value <= self.high:
            raise ValueError("an estimate lies inside its own interval")


def expit(log_odds: float) -> float:
    """Return the probability for `log_odds`; safe at any size."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    power = math.exp(max(log_odds, -700.0))
    return power / (1.0 + power)


def logit(probability: float) -> float:
    """Return the log-odds of `probability`, limited to ±30 at the ends."""
    if probability <= 0.0:
        return -_MAX_LOG_ODDS
    if probability >= 1.0:
        return _MAX_LOG_ODDS
    return max(-_MAX_LOG_ODDS, min(_MAX_LOG_ODDS, math.log(probability) - math.log1p(-probability)))

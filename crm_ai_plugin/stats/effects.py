"""Effects on the log-odds scale: what was believed, what was observed, and what holds in one case."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .interval import Z90, Interval


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not (math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0.0):
            raise ValueError("a normal distribution needs a finite mean and a positive deviation")

    @property
    def interval(self) -> Interval:
        """The mean with its 90 % interval."""
        return Interval(self.mean, self.mean - Z90 * self.sd, self.mean + Z90 * self.sd)

    @property
    def p_positive(self) -> float:
        """The probability of a value above zero."""
        return _below(self.mean / self.sd)

    def scaled(self, factor: float) -> Normal:
        """Return the distribution of `factor` times the value; `factor` must not be 0."""
        return Normal(self.mean * factor, self.sd * abs(factor))

    def widened(self, sd: float) -> Normal:
        """Return it with an independent error of deviation `sd` added."""
        return Normal(self.mean, math.hypot(self.sd, sd))


def combine(prior: Normal, observed: Normal) -> Normal:
    """Return the posterior of a value believed to be `prior` and measured as `observed` (estimate, standard error)."""
    a, b = prior.sd**-2, observed.sd**-2
    return Normal((a * prior.mean + b * observed.mean) / (a + b), (a + b) ** -0.5)


def likelihood_of(posterior: Normal, prior: Normal) -> Normal | None:
    """Return what the data alone said, i.e. the inverse of :func:`combine`; None if they said next to nothing."""
    precision = posterior.sd**-2 - prior.sd**-2
    if precision <= 0.02 * prior.sd**-2:
        return None
    mean = (posterior.mean * posterior.sd**-2 - prior.mean * prior.sd**-2) / precision
    return Normal(mean, precision**-0.5)


def in_this_case(effect: Normal, spread: float) -> tuple[Normal, Interval]:
    """Return the effect in one case and the probability that it is positive there, with a 90 % interval.

    Cases differ: the effect in one is normal around the average effect with deviation `spread`. The interval of
    the probability comes from not knowing the average exactly.

    Raises:
        ValueError: `spread` is not positive.
    """
    if spread <= 0.0:
        raise ValueError("the spread between cases must be positive")
    here = effect.widened(spread)
    value = here.p_positive
    bounds = effect.interval
    low, high = _below(bounds.low / spread), _below(bounds.high / spread)
    return here, Interval(value, min(low, value), max(high, value))


def _below(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))

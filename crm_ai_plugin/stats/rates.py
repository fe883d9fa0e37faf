"""Rates from few observations."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .interval import Z90, Interval


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its 90 % interval, and the `n` observations behind it."""

    interval: Interval
    n: int


def shrunken_rate(hits: int, n: int, *, prior_mean: float, prior_strength: float) -> Rate:
    """Return the Beta posterior of a rate.

    Args:
        hits: Successes among `n`.
        n: Observations; 0 gives the prior.
        prior_mean: Rate expected before looking, strictly between 0 and 1.
        prior_strength: How many observations that expectation is worth.

    Raises:
        ValueError: `hits` exceeds `n`, something is negative, or the prior is no distribution.
    """
    if not 0 <= hits <= n:
        raise ValueError("hits must lie between 0 and n")
    if not 0.0 < prior_mean < 1.0 or prior_strength <= 0.0:
        raise ValueError("the prior needs a mean inside (0, 1) and a positive strength")
    # Half a second to import, and only learning asks for it: advice on one deal has no need to wait.
    from scipy.special import betaincinv  # type: ignore[import-untyped]  # noqa: PLC0415  # scipy ships no types

    a = prior_mean * prior_strength + hits
    b = (1.0 - prior_mean) * prior_strength + (n - hits)
    mean = a / (a + b)
    low, high = (float(betaincinv(a, b, q)) for q in (0.05, 0.95))
    # A very skewed posterior can have its mean outside of the central interval.
    return Rate(Interval(mean, min(low, mean), max(high, mean)), n)


def observed_rate(hits: int, n: int) -> Rate:
    """Return the share that was counted, with Wilson's score interval: it holds for few and at the ends as well.

    Args:
        hits: Successes among `n`.
        n: Observations, at least 1.

    Raises:
        ValueError: `hits` exceeds `n`, or there is nothing to take a share of.
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError("hits must lie between 0 and n, and n be at least 1")
    share, z2 = hits / n, Z90 * Z90
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z90 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At the ends the bound is the share itself, but for the last bits.
    return Rate(Interval(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))), n)

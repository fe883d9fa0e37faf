"""Quantiles that admit when there are too few observations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .interval import Z90, Interval

MIN_QUARTILES = 5
MIN_DECILES = 20


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Spread of `n` observations; a quantile that `n` can't support is None."""

    n: int
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None


def quantiles(values: Iterable[float]) -> Quantiles:
    """Return the quantiles that the number of finite `values` supports: none below 5, no deciles below 20."""
    data = np.sort(np.asarray([v for v in values if np.isfinite(v)], dtype=float))
    n = len(data)
    if n < MIN_QUARTILES:
        return Quantiles(n, None, None, None, None)
    p25, p50, p75, p90 = (float(q) for q in np.quantile(data, (0.25, 0.5, 0.75, 0.9)))
    return Quantiles(n, p25, p50, p75, p90 if n >= MIN_DECILES else None)


def median_interval(values: Iterable[float]) -> Interval | None:
    """Return the median with a distribution-free interval of at least 90 %, or None below 5 observations."""
    data = np.sort(np.asarray([v for v in values if np.isfinite(v)], dtype=float))
    n = len(data)
    if n < MIN_QUARTILES:
        return None
    below = _ranks_outside(n)
    median = float(np.median(data))
    return Interval(median, float(data[below]), float(data[n - 1 - below]))


def _ranks_outside(n: int) -> int:
    """How many observations on each side may be left out of an interval that holds the median with 90 %."""
    if n >= 1000:
        return int(n / 2 - 0.5 * Z90 * math.sqrt(n))
    tail = 0.0
    for count in range(n):
        tail += math.comb(n, count) * 0.5**n
        if tail > 0.05:
            return max(count - 1, 0)
    return 0

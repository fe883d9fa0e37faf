"""How long things take when some have not ended yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .interval import Z90, Interval
from .table import Bools, Floats

_MIN_EVENTS = 5


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier curve: after `times[i]`, the share `still[i]` has not ended, within `low[i]` and `high[i]` (90 %).

    Source: Kaplan, Meier, JASA 1958; variance by Greenwood, bounds on the log-minus-log scale (Kalbfleisch, Prentice).
    """

    times: Floats
    still: Floats
    low: Floats
    high: Floats
    n: int
    events: int

    @classmethod
    def of(cls, durations: Sequence[float] | Floats, ended: Sequence[bool] | Bools) -> Survival:
        """Return the curve.

        Args:
            durations: How long each has lasted, 0 or more; what is not finite is left out.
            ended: Whether it has ended; what has not counts up to its duration.
        """
        d, e = np.asarray(durations, dtype=float), np.asarray(ended, dtype=bool)
        fine = np.isfinite(d) & (d >= 0)
        d, e = d[fine], e[fine]
        times = np.unique(d[e])
        at_risk = np.array([(d >= t).sum() for t in times], dtype=float)
        ends = np.array([((d == t) & e).sum() for t in times], dtype=float)
        still: Floats = np.asarray(np.cumprod(1 - ends / at_risk), dtype=np.float64)
        left = at_risk - ends
        greenwood = np.cumsum(np.divide(ends, at_risk * left, out=np.zeros_like(ends), where=left > 0))
        low, high = _bounds(still, greenwood)
        return cls(times, still, low, high, len(d), int(e.sum()))

    def at(self, time: float) -> Interval:
        """Return the share that has not ended after `time`."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return Interval(1.0, 1.0, 1.0)
        value = float(self.still[place])
        return Interval(value, min(float(self.low[place]), value), max(float(self.high[place]), value))

    def median(self) -> Interval | None:
        """Return the time by which half have ended; None with fewer than 5 endings or if half never do.

        An upper bound that the data don't reach is the longest time seen.
        """
        if self.events < _MIN_EVENTS:
            return None
        value = _first(self.times, self.still <= 0.5)
        if value is None:
            return None
        low = _first(self.times, self.low <= 0.5)
        high = _first(self.times, self.high <= 0.5)
        last = float(self.times[-1])
        return Interval(
            value,
            min(value, low if low is not None else value),
            max(value, high if high is not None else last),
        )

    def quantile(self, share: float) -> float | None:
        """Return the time by which `share` have ended; None if the data don't reach it or hold under 5 endings."""
        return _first(self.times, self.still <= 1 - share) if self.events >= _MIN_EVENTS else None


def _bounds(still: Floats, greenwood: Floats) -> tuple[Floats, Floats]:
    low, high = still.copy(), still.copy()
    inner = (still > 0) & (still < 1)
    log = np.log(still[inner])
    width = Z90 * np.sqrt(greenwood[inner]) / np.abs(log)
    low[inner] = np.exp(log * np.exp(width))
    high[inner] = np.exp(log * np.exp(-width))
    gone = still <= 0
    if gone.any():
        before = high[~gone]
        high[gone] = before[-1] if len(before) else 1.0
    return low, high


def _first(times: Floats, reached: Bools) -> float | None:
    places = np.flatnonzero(reached)
    return float(times[places[0]]) if len(places) else None

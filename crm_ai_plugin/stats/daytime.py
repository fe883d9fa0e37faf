"""When in the day somebody is active: hours run in a circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .interval import Interval
from .table import Floats

_DAY = 24.0
_BINS = 96
_BIN = _DAY / _BINS
_STRAY = 0.08
"""Share of what somebody does outside of their usual hours."""
_USUAL = 9.0
_BANDWIDTH = 0.75


@dataclass(frozen=True, slots=True)
class ActiveWindow:
    """The stretch of the day in which somebody is usually active, with 90 % intervals of its ends.

    An interval's bounds may lie outside of 0 to 24 where it passes midnight, so that they keep their order.

    Attributes:
        start: Hour at which it begins.
        end: Hour at which it ends; more than 24 if it passes midnight.
        share: Share of what was seen that lies inside.
        n: Moments looked at.
    """

    start: Interval
    end: Interval
    share: float
    n: int


def active_window(hours: Sequence[float] | Floats) -> ActiveWindow | None:
    """Return the usual window of the day; None without any hours.

    Moments are taken to fall evenly into one window, but for a few strays. The posterior is computed for every window
    on a grid of quarters of an hour, so the answer does not depend on where a search begins.

    Source: uniform and background mixture on a circle; compare Fisher, *Statistical Analysis of Circular Data*, 1993,
    chapter 4, on samples that gather in one arc.
    """
    points = np.asarray(hours, dtype=float) % _DAY
    n = len(points)
    if not n:
        return None
    inside = _counts(points)
    lengths = np.arange(1, _BINS + 1) * _BIN
    density = np.log((1 - _STRAY) / lengths + _STRAY / _DAY)
    weight = inside * density + (n - inside) * np.log(_STRAY / _DAY) - 0.5 * np.log(lengths / _USUAL) ** 2
    mass = np.exp(weight - weight.max())
    mass /= mass.sum()
    start, size = np.unravel_index(int(np.argmax(mass)), mass.shape)
    begins = start * _BIN
    ends = begins + float(lengths[size])
    of_start = mass.sum(axis=1)
    of_end = np.zeros(_BINS)
    place = (np.arange(_BINS)[:, None] + np.arange(1, _BINS + 1)[None, :]) % _BINS
    np.add.at(of_end, place, mass)
    return ActiveWindow(_around(of_start, begins), _around(of_end, ends), float(inside[start, size]) / n, n)


def activity_by_hour(hours: Sequence[float] | Floats) -> Floats:
    """Return 24 shares that add up to 1: the smoothed chance of each hour of the day; even without any.

    Source: wrapped normal kernel (Taylor, *Computational Statistics & Data Analysis*, 2008).
    """
    points = np.asarray(hours, dtype=float) % _DAY
    if not len(points):
        return np.full(24, 1 / 24)
    counts = np.bincount((points / _BIN).astype(int), minlength=_BINS)
    apart = np.abs(np.arange(_BINS)[:, None] - np.arange(_BINS)[None, :]) * _BIN
    kernel = np.exp(-0.5 * (np.minimum(apart, _DAY - apart) / _BANDWIDTH) ** 2)
    by_hour: Floats = (kernel @ counts).reshape(24, -1).sum(axis=1)
    shares: Floats = by_hour / by_hour.sum()
    return shares


def _counts(points: Floats) -> Floats:
    """Starts × lengths: how many points lie in the window that begins at a quarter and lasts so many."""
    counts = np.bincount((points / _BIN).astype(int), minlength=_BINS).astype(float)
    reached = np.concatenate([[0.0], np.cumsum(np.concatenate([counts, counts]))])
    starts = np.arange(_BINS)
    held: Floats = reached[starts[:, None] + np.arange(1, _BINS + 1)[None, :]] - reached[starts][:, None]
    return held


def _around(mass: Floats, value: float) -> Interval:
    """The central 90 % of a mass on the circle, cut open opposite of `value`."""
    offsets = np.arange(_BINS) - _BINS // 2
    here = mass[(round(value / _BIN) + offsets) % _BINS]
    reached = np.cumsum(here) / here.sum()
    low = offsets[int(np.searchsorted(reached, 0.05))] * _BIN
    high = offsets[min(int(np.searchsorted(reached, 0.95)), _BINS - 1)] * _BIN
    return Interval(value, value + min(low, 0.0), value + max(high, 0.0))

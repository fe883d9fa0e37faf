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
_FACTOR = 0.6
"""Hours that somebody is active for, and the log of a factor: few are active for less than three."""
_BANDWIDTH = 0.75
_HOUR = 4
"""Quarters of an hour."""
_PART = 24
"""Quarters of an hour in a part of the day."""


@dataclass(frozen=True, slots=True)
class ActiveWindow:
    """The stretch of the day in which somebody is usually active, with 90 % intervals of its ends.

    An interval's bounds may lie outside of 0 to 24 where it passes midnight, so that they keep their order.

    Attributes:
        start: Hour at which it begins.
        end: Hour at which it ends; more than 24 if it passes midnight.
        share: Share of what was seen that lies inside.
        n: Moments looked at.
        sure: Chance that both ends lie within an hour of the truth.
        part: Hour in whose neighbourhood, three hours to each side, the middle of the window lies: 0, 3, … 21.
        part_sure: Chance that it does.
    """

    start: Interval
    end: Interval
    share: float
    n: int
    sure: float
    part: int
    part_sure: float


def active_window(hours: Sequence[float] | Floats) -> ActiveWindow | None:
    """Return the usual window of the day; None without any hours.

    Moments are taken to fall evenly into one window, but for a few strays. The posterior is computed for every window
    on a grid of quarters of an hour, so the answer does not depend on where a search begins. Of all windows the one is
    stated that is most likely right to the hour at both ends.

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
    weight = (
        inside * density
        + (n - inside) * np.log(_STRAY / _DAY)
        - 0.5 * (np.log(lengths / _USUAL) / _FACTOR) ** 2
    )
    mass = np.exp(weight - weight.max())
    mass /= mass.sum()
    place = (np.arange(_BINS)[:, None] + np.arange(1, _BINS + 1)[None, :]) % _BINS
    ends_at = np.zeros((_BINS, _BINS))
    np.put_along_axis(ends_at, place, mass, axis=1)
    # Narrower boxes as well, so that of many windows that are as good as certain the middle one is stated.
    boxes = [_box(_box(ends_at, 0, reach), 1, reach) for reach in range(_HOUR + 1)]
    start, end = (int(i) for i in np.unravel_index(int(np.argmax(sum(boxes))), ends_at.shape))
    size = (end - start - 1) % _BINS
    part, part_sure = _part(mass)
    return ActiveWindow(
        _around(mass.sum(axis=1), start * _BIN),
        _around(ends_at.sum(axis=0), (start + size + 1) * _BIN),
        float(inside[start, size]) / n,
        n,
        float(min(boxes[-1][start, end], 1.0)),
        part,
        part_sure,
    )


def _box(mass: Floats, axis: int, reach: int) -> Floats:
    """The mass within `reach` places to both sides along an axis that runs in a circle."""
    total: Floats = sum((np.roll(mass, by, axis) for by in range(-reach, reach + 1)), np.zeros_like(mass))
    return total


def _part(mass: Floats) -> tuple[int, float]:
    """The part of the day in which the middle of the window most likely lies, and how likely."""
    middle = ((2 * np.arange(_BINS)[:, None] + np.arange(1, _BINS + 1)[None, :]) // 2) % _BINS
    of_middle = np.bincount(middle.ravel(), weights=mass.ravel(), minlength=_BINS)
    around = {hour: (np.arange(_PART) + hour * _HOUR - _PART // 2) % _BINS for hour in range(0, 24, 3)}
    held = {hour: float(of_middle[places].sum()) for hour, places in around.items()}
    best = max(sorted(held), key=lambda hour: held[hour])
    return best, min(held[best], 1.0)


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
    return Interval(value, value + float(min(low, 0.0)), value + float(max(high, 0.0)))

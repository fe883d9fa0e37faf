"""Whether the world has moved away from what a model learned."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .additive.binning import bin_matrix, make_axes
from .table import Floats, Table

_MIN_ROWS = 50
_COARSE = 10
_POPULATION = 0.25
"""A population stability index above this is taken for a changed population in credit scoring."""

_Z = 3.0


@dataclass(frozen=True)
class Alarm:
    """Something moved: a column's population, or how often what was predicted comes true."""

    kind: Literal["population", "calibration"]
    column: str | None
    value: float
    """Population stability index, or standard errors between what was said and what came."""


def population_shift(before: Table, now: Table) -> Mapping[str, float]:
    """Return each column's population stability index between two sets of deals, corrected for chance.

    Source: Siddiqi: Credit Risk Scorecards, 2006, ch. 9; the expectation under no change, (bins - 1)(1/n + 1/m), is
    taken off, so that small samples don't cry wolf (Yurdakul: Statistical Properties of the PSI, 2018).
    """
    if min(before.n, now.n) < _MIN_ROWS:
        return {}
    axes = make_axes(before, np.zeros(before.n), max_bins=_COARSE, min_count=max(2, before.n // 100))
    a, b = bin_matrix(axes, before), bin_matrix(axes, now)
    found = {}
    for place, axis in enumerate(axes):
        p = (np.bincount(a[:, place], minlength=axis.size) + 0.5) / (before.n + 0.5 * axis.size)
        q = (np.bincount(b[:, place], minlength=axis.size) + 0.5) / (now.n + 0.5 * axis.size)
        index = float(np.sum((q - p) * np.log(q / p)))
        found[axis.name] = max(0.0, index - (axis.size - 1) * (1 / before.n + 1 / now.n))
    return found


def calibration_shift(said: Floats, came: Floats) -> float:
    """Return by how many standard errors more deals were won than was said (negative: fewer).

    Source: Spiegelhalter, Statistics in Medicine 1986 (the test of the overall level).
    """
    p, y = np.asarray(said, dtype=float), np.asarray(came, dtype=float)
    variance = float(np.sum(p * (1 - p)))
    return float(np.sum(y - p)) / math.sqrt(variance) if variance > 0 else 0.0


def drift_alarms(before: Table, now: Table, said: Floats, came: Floats) -> list[Alarm]:
    """Return what has moved enough to learn anew.

    Args:
        before: Deals the model learned from.
        now: Recent deals.
        said: What the model said of recently closed deals while they were open.
        came: Their outcomes.
    """
    alarms = [
        Alarm("population", name, index)
        for name, index in sorted(population_shift(before, now).items(), key=lambda item: (-item[1], item[0]))
        if index > _POPULATION
    ]
    shift = calibration_shift(said, came) if len(said) >= _MIN_ROWS // 2 else 0.0
    if abs(shift) > _Z:
        alarms.append(Alarm("calibration", None, shift))
    return alarms


__all__ = ["Alarm", "calibration_shift", "drift_alarms", "population_shift"]

"""How well odds held that were given again and again of the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .interval import Z90, Interval
from .table import Floats

BINS = 10
_PER_BIN = 10.0
"""Cases that a group of the table should hold at least."""


@dataclass(frozen=True, slots=True)
class Group:
    """Predictions that said about the same: what they said on average, how often it came true, how many cases."""

    said: float
    came: Interval
    n: float


@dataclass(frozen=True)
class Reliability:
    """How well odds held.

    Attributes:
        cases: Different cases.
        predictions: What was said of them, in all.
        said: Mean of what was said, a case counting once.
        came: How often it came true.
        gap: `came` minus `said`; odds were too low where it lies above 0.
        brier: Mean squared error.
        brier_base: That of saying the mean outcome of these very cases every time, which nobody could know before.
        ece: Mean distance between what was said and what came true, over groups.
        ece_by_chance: What that distance would be for perfect odds, from so few cases.
        groups: The table behind it, by rising odds.
    """

    cases: int
    predictions: int
    said: float
    came: Interval
    gap: Interval
    brier: Interval
    brier_base: float
    ece: float
    ece_by_chance: float
    groups: tuple[Group, ...]


def reliability(
    said: Sequence[float], outcomes: Sequence[int], cases: Sequence[str], bins: int = BINS
) -> Reliability | None:
    """Return how well odds held; None where there are none.

    All that was said of one case together counts once: a deal that was looked at fifty times says no more about odds
    than one that was looked at twice. Errors are those of cases, not of predictions.

    Args:
        said: Probabilities.
        outcomes: 0 or 1, the same for all predictions of a case.
        cases: Which case each is about.
        bins: Groups of the table at most.

    Raises:
        ValueError: lengths differ.
    """
    p, y = np.asarray(said, dtype=float), np.asarray(outcomes, dtype=float)
    if not len(p) == len(y) == len(cases):
        raise ValueError("every prediction needs an outcome and a case")
    if not len(p):
        return None
    _, code, count = np.unique(np.asarray(cases, dtype=str), return_inverse=True, return_counts=True)
    weight = 1.0 / count[code]
    n = len(count)
    own_said, own_came = (np.bincount(code, weights=weight * values) for values in (p, y))
    rate = float(own_came.mean())
    groups, ece, chance = _groups(p, y, weight, code, bins)
    return Reliability(
        cases=n,
        predictions=len(p),
        said=float(own_said.mean()),
        came=_rate(rate, n, float(own_said.mean())),
        gap=_mean(own_came - own_said),
        brier=_mean(np.bincount(code, weights=weight * (p - y) ** 2)),
        brier_base=rate * (1 - rate),
        ece=ece,
        ece_by_chance=chance,
        groups=groups,
    )


def _groups(
    p: Floats, y: Floats, weight: Floats, code: np.ndarray, bins: int
) -> tuple[tuple[Group, ...], float, float]:
    # Ties are broken by what is the same on every machine; the order of rows is not.
    order = np.lexsort((weight, y, p))
    total = float(weight.sum())
    k = max(1, min(bins, int(total // _PER_BIN)))
    place = np.minimum((np.cumsum(weight[order]) - weight[order] / 2) / total * k, k - 1).astype(int)
    found, ece, chance = [], 0.0, 0.0
    for one in range(k):
        rows = order[place == one]
        if not len(rows):
            continue
        w = weight[rows]
        mass = float(w.sum())
        said, came = float(w @ p[rows]) / mass, float(w @ y[rows]) / mass
        per_case = np.bincount(code[rows], weights=w)
        effective = mass**2 / float((per_case**2).sum())
        found.append(Group(said, _rate(came, effective, said), mass))
        ece += mass / total * abs(said - came)
        chance += mass / total * math.sqrt(2 / math.pi * said * (1 - said) / effective)
    return tuple(found), ece, chance


def _rate(rate: float, n: float, expected: float) -> Interval:
    """The rate with its interval; one case's worth of doubt is put where it was expected."""
    # Half a second to import, and only reports ask for it.
    from scipy.special import betaincinv  # type: ignore[import-untyped]  # noqa: PLC0415  # scipy ships no types

    prior = min(max(expected, 0.01), 0.99)
    a, b = prior + rate * n, 1 - prior + (1 - rate) * n
    low, high = (float(betaincinv(a, b, q)) for q in (0.05, 0.95))
    return Interval(rate, min(low, rate), max(high, rate))


def _mean(values: np.ndarray) -> Interval:
    mean = float(values.mean())
    if len(values) < 2:
        return Interval(mean, min(mean, -1.0), max(mean, 1.0))
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Interval(mean, mean - Z90 * error, mean + Z90 * error)

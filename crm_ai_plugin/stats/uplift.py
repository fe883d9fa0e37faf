"""What showing something changed, where chance alone decided about showing it.

The intervals may be looked at after every case and at any time: the bounds of all numbers of cases hold together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .experiment import MISMATCH_ALPHA, mismatch
from .interval import Interval

ALPHA = 0.1
"""Chance that the interval is ever wrong, however often one looks."""
MIN_ARM = 30
"""Cases of each arm below which the bounds, which hold for many cases, don't yet."""
_TUNED_FOR = 300
"""Number of cases at which the bounds are tightest."""

Verdict = Literal["estimated", "too_few", "unsound"]


@dataclass(frozen=True, slots=True)
class Uplift:
    """What showing did to the chance of success among the cases where it was drawn.

    Attributes:
        verdict: ``unsound`` where cases of one arm are lost, so that nothing can be said.
        difference: Change in probability, its bounds holding at all times together; None unless estimated.
        shown: Cases in which it was shown.
        held: Cases in which it was held back.
    """

    verdict: Verdict
    difference: Interval | None
    shown: int
    held: int


def uplift(
    shown: Sequence[bool],
    propensity: Sequence[float],
    outcomes: Sequence[float],
    expected: Sequence[float],
    groups: Sequence[str],
) -> Uplift:
    """Return what showing changed.

    Each case is weighed by the chance that it had (Horvitz and Thompson, J. Am. Stat. Assoc. 1952), after what was
    expected of it anyway is taken off: that changes no mean and makes the bounds narrower. Bounds are the asymptotic
    confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
    asymptotic confidence sequences" (Ann. Stat. 52, 2024). The arms' sizes are tested against the chances.

    Args:
        shown: Per case, in the order in which outcomes came.
        propensity: The chance of being shown that it had, strictly between 0 and 1.
        outcomes: Between 0 and 1.
        expected: The outcome that was foreseen before it was drawn, between 0 and 1.
        groups: What belongs together, such as the actions of one deal; a group counts once.

    Raises:
        ValueError: lengths differ, or a chance is no chance.
    """
    t, p = np.asarray(shown, dtype=float), np.asarray(propensity, dtype=float)
    y, m = np.asarray(outcomes, dtype=float), np.asarray(expected, dtype=float)
    if not len(t) == len(p) == len(y) == len(m) == len(groups):
        raise ValueError("every case needs all of its values")
    if np.any((p <= 0) | (p >= 1)):
        raise ValueError("a case that was drawn has a chance between 0 and 1")
    arms = (int(t.sum()), int(len(t) - t.sum()))
    _, firsts = np.unique(np.asarray(groups, dtype=str), return_index=True)
    # One draw per group: where a whole group was drawn at once, its cases are no more than that.
    if _lost(t[firsts], p[firsts]):
        return Uplift("unsound", None, *arms)
    if min(arms) < MIN_ARM:
        return Uplift("too_few", None, *arms)
    gained = (t / p - (1 - t) / (1 - p)) * (y - m)
    sums: dict[str, list[float]] = {}
    for group, value in zip(groups, gained, strict=True):
        sums.setdefault(group, []).append(float(value))
    return Uplift("estimated", _bounds(np.array([math.fsum(v) / len(v) for v in sums.values()])), *arms)


def _bounds(values: np.ndarray) -> Interval:
    n = len(values)
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    level = -2 * math.log(ALPHA)
    tuned = (level + math.log(level + 1)) / _TUNED_FOR
    spread = n * tuned + 1
    width = sd * math.sqrt(2 * spread / (n**2 * tuned) * math.log(math.sqrt(spread) / ALPHA))
    return Interval(mean, max(-1.0, min(mean, mean - width)), min(1.0, max(mean, mean + width)))


def _lost(shown: np.ndarray, propensity: np.ndarray) -> bool:
    """Whether the arms have other sizes than they should have, beyond reasonable doubt, over all chances there were."""
    evidence = 0.0
    for chance in np.unique(propensity):
        drawn = shown[propensity == chance]
        n = int(drawn.sum())
        evidence += math.log(max(mismatch(len(drawn) - n, n, float(chance)), 1e-300))
    return evidence >= math.log(1 / MISMATCH_ALPHA)

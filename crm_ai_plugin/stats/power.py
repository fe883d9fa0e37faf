"""How much can be seen with so many cases, and how many more it takes."""

from __future__ import annotations

import math

from .interval import Z90

_POWER = 0.8416212335729143
"""Normal deviate of 80 %: a true difference of that size is found four times in five."""
_EDGE = 0.02


def detectable(n_a: int, n_b: int, rate: float) -> float | None:
    """Return the smallest difference of two rates that is found with 80 % power by a 90 % interval.

    Args:
        n_a: Cases of one group.
        n_b: Cases of the other.
        rate: About how often it happens; rates near 0 and 1 count as 2 and 98 %.

    Returns:
        A difference of probabilities, at most 1; None where a group is empty.
    """
    if n_a <= 0 or n_b <= 0:
        return None
    return min(1.0, (Z90 + _POWER) * math.sqrt(_variance(rate) * (1 / n_a + 1 / n_b)))


def needed(difference: float, rate: float, share: float = 0.5) -> int:
    """Return how many cases of both groups together it takes to find a difference of two rates like `detectable`.

    Args:
        difference: Of probabilities, above 0.
        rate: About how often it happens.
        share: The part of the cases that is in the first group, between 0 and 1.

    Raises:
        ValueError: no difference, or no share.
    """
    if difference <= 0 or not 0 < share < 1:
        raise ValueError("a difference is above 0, and a share lies between 0 and 1")
    return math.ceil(_variance(rate) / (share * (1 - share)) * ((Z90 + _POWER) / difference) ** 2)


def _variance(rate: float) -> float:
    p = min(max(rate, _EDGE), 1 - _EDGE)
    return p * (1 - p)

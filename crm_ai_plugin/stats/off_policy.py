"""What a variant is worth, from answers that were chosen by chance with known probabilities.

Two estimators: self-normalised inverse propensity (SNIPS; Swaminathan and Joachims, "The Self-Normalized Estimator
for Counterfactual Learning", 2015) and doubly robust (Dudík, Langford and Li, "Doubly Robust Policy Evaluation and
Learning", 2011), which leans on a model of the rewards and corrects it where the variant was shown. Intervals are
95 % ones and come from the effective number of observations (Kish 1965): that is what a rare choice is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
_MAX_WEIGHT = 200.0
"""A choice that had one chance in more than this says too little to be let loose on a mean."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Expected reward if the variant stood first, with its 95 % interval.

    `n` is how often it did, `effective` how many even observations that is worth.
    """

    value: float
    low: float
    high: float
    n: int
    effective: float


def snips(chosen: Sequence[bool], propensity: Sequence[float], reward: Sequence[float]) -> Worth | None:
    """Return a variant's worth, None if it never stood first.

    Args:
        chosen: For every logged answer, whether the variant stood first.
        propensity: The chance it had of that.
        reward: What the answer that was shown first brought, between 0 and 1.

    Raises:
        ValueError: lengths differ, or a propensity or reward is out of range.
    """
    picked, weights, rewards = _checked(chosen, propensity, reward)
    if not picked.any():
        return None
    w, r = weights[picked], rewards[picked]
    value = float(w @ r / w.sum())
    return _worth(value, w, int(picked.sum()))


def doubly_robust(
    chosen: Sequence[bool], propensity: Sequence[float], reward: Sequence[float], expected: Sequence[float]
) -> Worth | None:
    """Like :func:`snips`, with `expected`: for every answer what a model expects of the variant there.

    The corrections are self-normalised as well, so that the estimate stays between 0 and 1 up to what the model
    gets wrong; it is cut off there.

    Raises:
        ValueError: as `snips`, or `expected` is of another length.
    """
    picked, weights, rewards = _checked(chosen, propensity, reward)
    model = np.asarray(expected, dtype=float)
    if len(model) != len(rewards):
        raise ValueError("every answer needs an expectation")
    if not picked.any():
        return None
    w = weights[picked]
    correction = float(w @ (rewards - model)[picked] / w.sum())
    value = min(1.0, max(0.0, float(model.mean()) + correction))
    return _worth(value, w, int(picked.sum()))


def _checked(
    chosen: Sequence[bool], propensity: Sequence[float], reward: Sequence[float]
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    picked, chance = np.asarray(chosen, dtype=bool), np.asarray(propensity, dtype=float)
    rewards = np.asarray(reward, dtype=float)
    if not len(picked) == len(chance) == len(rewards):
        raise ValueError("choices, propensities and rewards must have matching lengths")
    if np.any(picked & ((chance <= 0.0) | (chance > 1.0))) or np.any((rewards < 0.0) | (rewards > 1.0)):
        raise ValueError("propensities lie above 0 and up to 1, rewards between 0 and 1")
    weights = np.minimum(1.0 / np.where(chance > 0.0, chance, 1.0), _MAX_WEIGHT)
    return picked, weights, rewards


def _worth(value: float, weights: Floats, n: int) -> Worth:
    # Half a second to import, and only reports ask for it.
    from scipy.special import betaincinv  # type: ignore[import-untyped]  # noqa: PLC0415  # scipy ships no types

    effective = float(weights.sum() ** 2 / (weights**2).sum())
    a, b = effective * value + 0.5, effective * (1.0 - value) + 0.5
    tail = (1.0 - LEVEL) / 2
    low, high = float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1.0 - tail))
    return Worth(value, min(low, value), max(high, value), n, effective)

"""How good probabilities were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .table import Floats


def brier(probabilities: Sequence[float], outcomes: Sequence[int]) -> float:
    """Return the mean squared error of probabilities against outcomes 0 or 1; lower is better."""
    p, y = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    return float(np.mean((p - y) ** 2))


def auc(scores: Sequence[float] | Floats, outcomes: Sequence[int] | Floats) -> float | None:
    """Return how often a positive case scores above a negative one (ties half); None without both kinds."""
    y = np.asarray(outcomes, dtype=bool)
    positive, negative = int(y.sum()), int((~y).sum())
    if positive == 0 or negative == 0:
        return None
    values = np.asarray(scores, dtype=float)
    negatives = np.sort(values[~y])
    below = np.searchsorted(negatives, values[y], side="left")
    not_above = np.searchsorted(negatives, values[y], side="right")
    return float((below + not_above).sum() / 2 / (positive * negative))

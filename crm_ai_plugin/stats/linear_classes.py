"""Classes from sparse rows by ridge regression on the class indicators: small text models with plain weights.

Regularised least squares does as well as logistic regression on texts and has one solution, found here by
conjugate gradients (Rifkin, Yeo and Poggio, "Regularized Least-Squares Classification", 2003). The scores are not
probabilities; a softmax with one temperature, fitted on rows the model has not seen, makes them some (Guo et al.,
"On Calibration of Modern Neural Networks", 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Row = tuple[NDArray[np.int64], Floats]
"""Places and values of what is not zero in a row."""

_MAX_STEPS = 80
_TOLERANCE = 1e-5
_STEPS_OF_A_BYTE = 127


@dataclass(frozen=True)
class LinearClasses:
    """A fitted model: `weights` (inputs × classes) in steps of `scale` (one per class)."""

    weights: NDArray[np.int8]
    scale: Floats
    temperature: float

    @classmethod
    def of(cls, weights: Floats, temperature: float) -> LinearClasses:
        """Return a model whose weights take one byte each: the last bits carry no sense."""
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / _STEPS_OF_A_BYTE
        return cls(np.round(weights / scale).astype(np.int8), scale, temperature)

    def scores(self, row: Row) -> Floats:
        """Return the score of each class."""
        places, values = row
        found: Floats = (values @ self.weights[places].astype(np.float64)) * self.scale
        return found

    def probabilities(self, row: Row) -> Floats:
        """Return the probability of each class; they add up to 1."""
        return softmax(self.scores(row) / self.temperature)


def softmax(scores: Floats) -> Floats:
    """Return probabilities for scores along the last axis; safe at any size."""
    power = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = power / power.sum(axis=-1, keepdims=True)
    return shares


def matrix(rows: Sequence[Row], inputs: int) -> Any:  # noqa: ANN401  # scipy ships no types
    """Return rows as one sparse matrix (rows × inputs)."""
    # A second to import, and only training asks for it.
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # noqa: PLC0415  # as above

    ends = np.cumsum([0] + [len(places) for places, _ in rows])
    values = np.concatenate([values for _, values in rows])
    places = np.concatenate([places for places, _ in rows])
    return csr_matrix((values, places, ends), shape=(len(rows), inputs))


def fit_weights(
    rows: Any,  # noqa: ANN401  # what `matrix` returns
    labels: NDArray[np.int64],
    *,
    classes: int,
    ridge: float,
    weights: Floats,
) -> Floats:
    """Return weights (inputs × classes) that bring the scores nearest to 1 for the right class, below 0 for others.

    Args:
        rows: Inputs, from `matrix`.
        labels: Class of each row, from 0.
        classes: Number of classes.
        ridge: Strength of the pull towards weights of 0.
        weights: How much each row counts.

    Raises:
        ValueError: rows, labels and weights differ in number, or there are none.
    """
    if not rows.shape[0] == len(labels) == len(weights) or not len(labels):
        raise ValueError("every row needs a label and a weight, and there must be rows")
    target = np.full((len(labels), classes), -1.0 / (classes - 1))
    target[np.arange(len(labels)), labels] = 1.0
    share = weights[:, None]
    across = rows.T.tocsr()
    found = np.zeros((rows.shape[1], classes))
    rest: Floats = across @ (share * target)
    direction, size = rest.copy(), (rest**2).sum(axis=0)
    for _ in range(_MAX_STEPS):
        bent = across @ (share * (rows @ direction)) + ridge * direction
        step = size / np.maximum((direction * bent).sum(axis=0), 1e-30)
        found += step * direction
        rest -= step * bent
        new = (rest**2).sum(axis=0)
        if float(new.max()) < _TOLERANCE**2:
            break
        direction = rest + (new / np.maximum(size, 1e-30)) * direction
        size = new
    return found


def fit_temperature(scores: Floats, labels: NDArray[np.int64], weights: Floats) -> float:
    """Return the temperature under which held-out `scores` (rows × classes) make `labels` likeliest."""
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]  # noqa: PLC0415  # see matrix

    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        chances = softmax(scores / np.exp(log_temperature))[rows, labels]
        return -float(np.sum(weights * np.log(np.maximum(chances, 1e-12))))

    best: Any = minimize_scalar(loss, bounds=(-5.0, 3.0), method="bounded")
    return float(np.exp(best.x))

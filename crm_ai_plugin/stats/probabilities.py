"""Many probabilities at once, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .table import Floats


@dataclass(frozen=True)
class Probabilities:
    """`value` with its 90 % interval, and the log-odds `eta` with their standard deviation `sd`; one per row."""

    value: Floats
    low: Floats
    high: Floats
    eta: Floats
    sd: Floats

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.value)


def sigmoid(eta: Floats) -> Floats:
    """Return the probabilities for log-odds; safe at any size."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(eta, dtype=float))), dtype=float)

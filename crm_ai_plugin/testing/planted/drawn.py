"""Deals for which a lot decided whether advice was shown, with what showing it truly changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class DrawnWorld:
    """Deals in the order in which they closed.

    Attributes:
        shown: Whether advice was shown.
        propensity: The chance of it.
        outcomes: 1 won, 0 lost.
        expected: What was foreseen before the lot was drawn.
        effect: By how much showing changes the chance to win, on average over these deals.
    """

    shown: NDArray[np.bool_]
    propensity: NDArray[np.float64]
    outcomes: NDArray[np.float64]
    expected: NDArray[np.float64]
    effect: float

    @property
    def groups(self) -> list[str]:
        """A name for each deal."""
        return [f"deal-{i}" for i in range(len(self.outcomes))]


def drawn_world(
    n: int, seed: int, *, share: float = 0.2, log_odds: float = 0.5, drifting: bool = False
) -> DrawnWorld:
    """Return `n` deals.

    Args:
        n: How many.
        seed: Equal seeds give equal deals.
        share: Part of the deals from which advice is held back.
        log_odds: What showing it adds.
        drifting: Whether the first half are weak deals with half of the advice held back, the second strong ones
            with a tenth; then the bare difference mixes times.
    """
    rng = np.random.default_rng(seed)
    strength = rng.normal(size=n)
    held = np.full(n, share)
    if drifting:
        late = np.arange(n) >= n // 2
        strength += np.where(late, 0.7, -0.7)
        held = np.where(late, 0.1, 0.5)
    shown = rng.random(n) >= held
    eta = -0.3 + strength
    with_it, without = 1 / (1 + np.exp(-eta - log_odds)), 1 / (1 + np.exp(-eta))
    outcomes = (rng.random(n) < np.where(shown, with_it, without)).astype(float)
    foreseen = 1 / (1 + np.exp(-(eta + rng.normal(scale=0.5, size=n))))
    return DrawnWorld(shown, 1 - held, outcomes, foreseen, float(np.mean(with_it - without)))

"""Deals in which something was done to those that needed it most: a bare comparison is wrong by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ActionWorld:
    """Deals, what was done, and what that truly changed.

    Attributes:
        columns: What was known when it was decided.
        treated: Whether it was done.
        outcomes: 1 won, 0 lost.
        effect: By how much doing it changes the chance to win, on average over these deals.
    """

    columns: Mapping[str, NDArray[np.float64]]
    treated: NDArray[np.bool_]
    outcomes: NDArray[np.float64]
    effect: float

    @property
    def ids(self) -> list[str]:
        """A name for each deal."""
        return [f"deal-{i}" for i in range(len(self.outcomes))]


def action_world(n: int, seed: int, *, log_odds: float = 0.6, confounding: float = 0.9) -> ActionWorld:
    """Return `n` deals of which the weak ones were more often treated.

    Args:
        n: How many.
        seed: Equal seeds give equal deals.
        log_odds: What treatment adds.
        confounding: How strongly the deal's strength decides who is treated; 0 draws lots.
    """
    rng = np.random.default_rng(seed)
    engagement, size, age = rng.normal(size=(3, n))
    strength = 0.9 * engagement - 0.4 * size
    treated = rng.random(n) < 1 / (1 + np.exp(confounding * strength + 0.2 * age))
    eta = -0.4 + strength - 0.3 * age
    with_it, without = 1 / (1 + np.exp(-eta - log_odds)), 1 / (1 + np.exp(-eta))
    outcomes = (rng.random(n) < np.where(treated, with_it, without)).astype(float)
    columns = {"engagement": engagement, "employees": np.exp(4 + size), "age_days": np.exp(3 + 0.5 * age)}
    return ActionWorld(columns, treated, outcomes, float(np.mean(with_it - without)))

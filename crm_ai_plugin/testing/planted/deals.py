"""Deals whose chance to win is known, with real factors, confounders, gaps, drift and noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64] | NDArray[np.object_]


@dataclass(frozen=True)
class PlantedDeals:
    """Columns of closed deals and the truth behind them.

    Attributes:
        columns: What a CRM would hold: numbers (NaN where unknown) and categories (None where unknown).
        outcomes: 1 won, 0 lost.
        times: Day of closing, ascending.
        chance: The chance each deal was won with.
        real: Columns that move the chance at themselves, with the log odds ratio.
        proxies: Columns that only go with a confounder, with its name.
        confounders: Columns to adjust for.
    """

    columns: Mapping[str, Column]
    outcomes: NDArray[np.float64]
    times: NDArray[np.float64]
    chance: NDArray[np.float64]
    real: Mapping[str, float]
    proxies: Mapping[str, str]
    confounders: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        """A name for each deal."""
        return [f"deal-{i}" for i in range(len(self.outcomes))]


def planted_deals(  # each argument is one difficulty
    n: int,
    seed: int,
    *,
    factors: int = 20,
    real: int = 5,
    odds_ratio: float = 2.0,
    confounded: bool = True,
    missing: float = 0.0,
    drift: float = 0.0,
    base: float = -0.6,
) -> PlantedDeals:
    """Return `n` closed deals.

    Args:
        n: How many.
        seed: Equal seeds give equal deals.
        factors: Yes-or-no columns, of which `real` matter.
        real: How many matter, alternately for and against.
        odds_ratio: By how much each of those multiplies (or divides) the odds.
        confounded: Whether company size moves the chance and two of the columns that don't matter.
        missing: Share of values that are unknown, at random.
        drift: By how much the log-odds rise from the first deal to the last.
        base: Log-odds of a typical deal.
    """
    rng = np.random.default_rng(seed)
    size = rng.normal(size=n)
    segment = rng.choice(np.array(["north", "south", "east", "west"], dtype=object), size=n)
    shares = rng.uniform(0.25, 0.6, size=factors)
    bits = (rng.random((n, factors)) < shares).astype(float)
    weights = np.zeros(factors)
    weights[:real] = np.log(odds_ratio) * np.where(np.arange(real) % 2 == 0, 1.0, -1.0)
    eta = base + (bits - shares) @ weights
    proxies: dict[str, str] = {}
    if confounded:
        eta = eta + 0.7 * size
        for place in range(real, min(real + 2, factors)):
            bits[:, place] = (rng.random(n) < 1 / (1 + np.exp(-1.2 * size))).astype(float)
            proxies[f"factor_{place:02d}"] = "employees"
    times = np.sort(rng.uniform(0, 1_000, size=n))
    eta = eta + drift * times / 1_000
    chance = 1 / (1 + np.exp(-eta))
    outcomes = (rng.random(n) < chance).astype(float)
    columns: dict[str, Column] = {f"factor_{place:02d}": bits[:, place].copy() for place in range(factors)}
    columns["employees"] = np.round(np.exp(4.5 + 1.3 * size)).astype(np.float64)
    columns["segment"] = segment
    if missing:
        for name, column in columns.items():
            gone = rng.random(n) < missing
            filled = column.copy()
            filled[gone] = None if column.dtype == object else np.nan
            columns[name] = filled
    return PlantedDeals(
        columns,
        outcomes,
        times,
        chance,
        {f"factor_{place:02d}": float(weights[place]) for place in range(real)},
        proxies,
        ("employees", "segment"),
    )

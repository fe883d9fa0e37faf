"""Many deals with mixed columns and crooked effects, for measuring models."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

LEVELS = (4, 8, 15, 30, 60)
NUMBERS = 7


def mixed_deals(n: int, seed: int = 0) -> tuple[Mapping[str, NDArray[np.float64]], NDArray[np.float64]]:
    """Return twelve columns and outcomes: seven numbers and five categories (as codes), a twelfth of them unknown.

    What decides is bent, stepped and in part a matter of two columns together.
    """
    rng = np.random.default_rng(seed)
    numbers = {
        "amount": np.exp(rng.normal(10, 1.2, n)),
        "days": rng.gamma(2, 20, n),
        "mails": rng.poisson(4, n).astype(float),
        "engagement": rng.normal(size=n),
        "discount": rng.uniform(0, 1, n),
        "latency": rng.normal(size=n),
        "pushes": rng.exponential(1, n),
    }
    numbers["latency"] = numbers["latency"] + 0.5 * numbers["engagement"]
    effects = [rng.normal(0, 0.5, k) for k in LEVELS]
    codes = [rng.choice(k, n, p=rng.dirichlet(np.ones(k) * 2)) for k in LEVELS]
    size = np.log(numbers["amount"]) - 10
    eta = (
        -0.5
        + 0.4 * size
        - 0.3 * ((numbers["days"] - 40) / 28) ** 2
        + 0.15 * np.minimum(numbers["mails"], 6)
        + 0.5 * np.sin(2 * numbers["engagement"])
        + 0.6 * numbers["discount"] * (codes[0] == 1)
        + 0.5 * numbers["engagement"] * numbers["latency"]
        + 0.3 * (numbers["pushes"] > 1.5)
        + sum(effect[code] for effect, code in zip(effects, codes, strict=True))
        + 0.25 * effects[1][codes[1]] * size
    )
    outcomes = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)
    columns = {
        **numbers,
        **{f"category_{k}": code.astype(float) for k, code in zip(LEVELS, codes, strict=True)},
    }
    for name in list(columns)[::2]:
        columns[name] = np.where(rng.random(n) < 0.08, np.nan, columns[name])
    return columns, outcomes

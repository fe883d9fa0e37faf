"""What a step does is found on the coach's own way from moments to effects, where the bare difference is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from benchmarks.support.planted_moments import confounded
from crm_ai_plugin.features.deal_coach.learning.learn import learn_moments
from crm_ai_plugin.ports.moments import MomentBatch
from crm_ai_plugin.stats.interval import Z90

NOW = datetime(2026, 11, 1, tzinfo=UTC)
STEP = 0.8
"""Of the fact, that the step is expected to move."""


def told(closed: MomentBatch) -> Mapping[str, float]:
    nobody = closed.take(np.zeros(closed.n, dtype=bool))
    found: Mapping[str, Any] = learn_moments(closed, nobody, {}, NOW, thorough=False)["effects"][
        "reach_economic_buyer"
    ]
    assert found["verdict"] == "estimated"
    return found


def bare(closed: MomentBatch) -> float:
    """The difference of win rates, as log-odds."""
    reached = closed.numbers["economic_buyer_reached"] > 0.5
    p, q = closed.won[reached].mean(), closed.won[~reached].mean()
    return math.log(p / (1 - p)) - math.log(q / (1 - q))


@pytest.mark.parametrize("effect", [0.8, 0.0])
def test_the_effect_lies_within_its_interval_where_the_bare_difference_does_not(
    effect: float,
) -> None:
    holds, means, raw = 0, [], []
    for seed in range(4):
        closed = confounded(900, seed, effect)
        found = told(closed)
        holds += abs(found["mean"] - STEP * effect) <= Z90 * found["sd"]
        means.append(found["mean"])
        raw.append(bare(closed))
    assert holds == 4
    assert abs(float(np.mean(means)) - STEP * effect) < 0.25
    assert max(raw) < 0.5 * effect + 1e-9
    # What a spreadsheet would say is further off than what was believed and seen can be.
    assert all(
        STEP * (effect - one) > 1.2 * abs(mean - STEP * effect) for one, mean in zip(raw, means, strict=True)
    )

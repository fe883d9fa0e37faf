"""Effects at different stages, held against planted ones."""

from __future__ import annotations

import numpy as np

from crm_ai_plugin.stats.stagewise import find_stage_factors
from crm_ai_plugin.stats.table import Table

STAGES = ("first", "second", "third")


def world(seed: int, n: int = 900) -> tuple[Table, np.ndarray, np.ndarray]:
    """`late` matters at the third stage only, `steady` at all of them, `noise` at none."""
    rng = np.random.default_rng(seed)
    columns: dict[str, list[float]] = {"late": [], "steady": [], "noise": []}
    won: list[float] = []
    stage: list[str] = []
    for name in STAGES:
        late, steady, noise = (rng.integers(0, 2, n).astype(float) for _ in range(3))
        eta = -0.3 + 1.0 * steady + (1.6 * late if name == "third" else 0.0)
        won += (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float).tolist()
        stage += [name] * n
        for key, values in (("late", late), ("steady", steady), ("noise", noise)):
            columns[key] += values.tolist()
    return Table.of(columns), np.array(won), np.array(stage, dtype=object)


def test_an_effect_that_comes_late_is_found_late_and_said_to_differ() -> None:
    found = {one.column: one for one in find_stage_factors(*world(1), STAGES)}
    assert [one.stage for one in found["late"].stages if one.q_value <= 0.1] == ["third"]
    assert found["late"].differs_q is not None
    assert found["late"].differs_q < 0.01
    assert all(one.q_value < 0.01 for one in found["steady"].stages)
    assert found["steady"].differs_q is not None
    assert found["steady"].differs_q > 0.1


def test_intervals_hold_the_planted_ratio_and_noise_is_not_found() -> None:
    held, noise = 0, 0
    for seed in range(20):
        found = {one.column: one for one in find_stage_factors(*world(seed, 400), STAGES)}
        last = found["late"].stages[-1].odds_ratio
        held += last.low <= float(np.exp(1.6)) <= last.high
        noise += any(one.q_value <= 0.1 for one in found["noise"].stages)
    assert held >= 15
    assert noise <= 4


def test_a_stage_that_few_deals_passed_is_left_out() -> None:
    table, won, stage = world(3, 100)
    rows = np.arange(table.n) < 240
    found = find_stage_factors(table.take(rows), won[rows], stage[rows], STAGES)
    assert {one.stage for factor in found for one in factor.stages} == {"first", "second"}
    assert find_stage_factors(table, won, stage, ()) == []

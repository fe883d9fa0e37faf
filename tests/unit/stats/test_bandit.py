from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.bandit import FLOOR, Arm, Tally, rank
from crm_ai_plugin.stats.bandit_trial import World, play
from crm_ai_plugin.stats.off_policy import doubly_robust, snips


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


tallies = st.tuples(st.floats(0, 500), st.floats(0, 1)).map(lambda t: Tally(t[0], t[0] * t[1]))
arms = st.lists(st.tuples(tallies, tallies, tallies, st.floats(0.05, 0.95)), min_size=1, max_size=6).map(
    lambda rows: [Arm(str(i), *row) for i, row in enumerate(rows)]
)


@given(arms, st.integers(0, 2**32 - 1))
def test_a_ranking_holds_every_arm_once_with_chances_that_add_up(found, seed):
    ranked = rank(found, chance(seed), draws=50)
    assert sorted(one.key for one in ranked) == sorted(arm.key for arm in found)
    assert sum(one.first for one in ranked) == pytest.approx(1.0)
    assert all(one.first >= FLOOR / len(found) * 0.99 for one in ranked)
    assert all(0.0 <= one.rate.low <= one.rate.value <= one.rate.high <= 1.0 for one in ranked)


@given(arms)
def test_the_same_seed_gives_the_same_ranking(found):
    assert rank(found, chance(), draws=20) == rank(found, chance(), draws=20)


def test_the_first_comes_as_often_as_the_logged_chance_says():
    two = [Arm("a", here=Tally(20, 8)), Arm("b", here=Tally(20, 6))]
    logged, came = [], 0
    for seed in range(400):
        ranked = rank(two, chance(seed), draws=200)
        logged.append(next(one.first for one in ranked if one.key == "a"))
        came += ranked[0].key == "a"
    assert came / 400 == pytest.approx(np.mean(logged), abs=0.08)


def test_few_observations_don_t_decide_and_many_do():
    def first_of(n: float) -> float:
        pair = [Arm("a", here=Tally(n, n * 0.6)), Arm("b", here=Tally(n, n * 0.2))]
        return next(one.first for one in rank(pair, chance()) if one.key == "a")

    assert first_of(2) < 0.75
    assert first_of(300) > 0.95


def test_an_untried_variant_starts_from_its_siblings():
    (rich,) = rank([Arm("new", siblings=Tally(60, 48))], chance())
    (poor,) = rank([Arm("new", siblings=Tally(60, 3))], chance())
    assert rich.rate.value > poor.rate.value + 0.2


def test_what_can_t_be_ranked_is_refused():
    with pytest.raises(ValueError, match="arms"):
        rank([], chance())
    with pytest.raises(ValueError, match="key"):
        rank([Arm("a"), Arm("a")], chance())
    with pytest.raises(ValueError, match="rewards"):
        Tally(1, 2)


def test_regret_and_coverage_in_a_world_with_known_truth():
    # Small, for every run; benchmarks/objection_learning.py plays it at full size.
    trials = []
    for at in range(6):
        rng = np.random.default_rng([3, at])
        trials.append(play(World.drawn(rng), 500, rng, draws=60))
    assert sum(one.learned for one in trials) < 0.7 * sum(one.fixed for one in trials)
    assert sum(one.held for one in trials) >= 0.85 * sum(one.intervals for one in trials)


logs = st.lists(st.tuples(st.booleans(), st.floats(0.01, 1), st.floats(0, 1)), min_size=1, max_size=60)


@given(logs)
def test_estimates_lie_inside_their_intervals_between_nought_and_one(log):
    chosen, propensity, reward = (list(column) for column in zip(*log, strict=True))
    for worth in (
        snips(chosen, propensity, reward),
        doubly_robust(chosen, propensity, reward, [0.4] * len(log)),
    ):
        assert (worth is None) == (not any(chosen))
        if worth is not None:
            assert -1e-9 <= worth.low <= worth.value <= worth.high <= 1 + 1e-9
            assert worth.n == sum(chosen)
            assert 0 < worth.effective <= worth.n + 1e-6


def test_a_biased_choice_does_not_bias_the_estimate():
    rng = chance(5)
    good = rng.random(4_000) < 0.5  # a kind of customer with whom everything works better
    propensity = np.where(good, 0.9, 0.1)
    chosen = rng.random(4_000) < propensity
    reward = (rng.random(4_000) < np.where(good, 0.8, 0.2)).astype(float)
    naive = reward[chosen].mean()
    worth = snips(chosen.tolist(), propensity.tolist(), reward.tolist())
    assert worth is not None
    assert abs(naive - 0.5) > 0.15
    assert abs(worth.value - 0.5) < 0.06
    assert worth.low < 0.5 < worth.high


def test_logs_that_can_t_be_are_refused():
    with pytest.raises(ValueError, match="matching"):
        snips([True], [0.5, 0.5], [1.0])
    with pytest.raises(ValueError, match="propensities"):
        snips([True], [0.0], [1.0])
    with pytest.raises(ValueError, match="expectation"):
        doubly_robust([True], [0.5], [1.0], [])

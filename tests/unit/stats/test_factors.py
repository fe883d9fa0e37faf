"""What decides outcomes is found, what does not is not, and a proxy is called one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crm_ai_plugin.stats.discoveries import q_values
from crm_ai_plugin.stats.factors import find_factors
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.testing.planted import planted_deals

WORLDS = 15


def _factors(world):
    return find_factors(Table.of(world.columns), world.outcomes, confounders=world.confounders)


@pytest.fixture(scope="module")
def planted():
    worlds = [planted_deals(1000, seed) for seed in range(WORLDS)]
    return [(world, _factors(world)) for world in worlds]


def test_real_factors_are_found_and_few_others(planted):
    recalls, false = [], []
    for world, factors in planted:
        found = {factor.column for factor in factors if factor.found}
        recalls.append(len(found & set(world.real)) / len(world.real))
        false.append(len(found - set(world.real)) / max(1, len(found)))
    assert np.mean(recalls) >= 0.9
    assert np.mean(false) <= 0.12


def test_intervals_hold_the_truth_about_as_often_as_they_say(planted):
    inside = []
    for world, factors in planted:
        for factor in factors:
            truth = world.real.get(factor.column, 0.0)
            inside.append(math.log(factor.odds_ratio.low) <= truth <= math.log(factor.odds_ratio.high))
    assert 0.86 <= np.mean(inside) <= 0.94


def test_what_only_goes_with_company_size_is_called_its_proxy(planted):
    named = [f.proxy_for for world, factors in planted for f in factors if f.column in world.proxies]
    assert named.count("employees") >= 0.8 * len(named)
    assert set(named) <= {"employees", None}


def test_noise_is_called_noise():
    quiet = []
    for seed in range(WORLDS):
        world = planted_deals(400, 900 + seed, real=0, confounded=False)
        quiet.append(not any(factor.found for factor in _factors(world)))
    assert np.mean(quiet) >= 0.8


def test_neither_order_nor_unit_nor_names_matter():
    world = planted_deals(300, 4, missing=0.1)
    order = np.random.default_rng(0).permutation(300)
    names = {"north": "d", "south": "c", "east": "b", "west": "a", None: None}
    moved = {name: column[order] for name, column in world.columns.items()}
    moved["employees"] = moved["employees"] * 3.5
    moved["segment"] = np.array([names[v] for v in moved["segment"]], dtype=object)
    before = {(f.column): (f.odds_ratio.value, f.q_value) for f in _factors(world)}
    after = find_factors(Table.of(moved), world.outcomes[order], confounders=world.confounders)
    assert {
        f.column: (pytest.approx(f.odds_ratio.value, rel=1e-6), pytest.approx(f.q_value, rel=1e-5))
        for f in after
    } == before


def test_fewer_deals_can_only_show_larger_effects():
    many, few = planted_deals(1600, 1), planted_deals(200, 1)
    assert np.median([f.detectable for f in _factors(few)]) > np.median(
        [f.detectable for f in _factors(many)]
    )


@pytest.mark.parametrize("outcomes", [[1.0] * 30, [0.0] * 30])
def test_one_outcome_has_no_factors(outcomes):
    assert find_factors(Table.of({"a": [float(i % 2) for i in range(30)]}), np.array(outcomes)) == []


def test_q_values_follow_the_step_up_procedure():
    assert q_values([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 4 / 75, 4 / 75, 0.5])
    assert len(q_values([])) == 0


def _near_twins(seed, n=500):
    """Two columns that nearly say the same, whose difference goes with winning and neither of which does alone."""
    random = np.random.default_rng(seed)
    shared = random.normal(size=n)
    a, b = (math.sqrt(0.96) * shared + math.sqrt(0.04) * random.normal(size=n) for _ in range(2))
    won = (random.random(n) < 1 / (1 + np.exp(-2.0 * (a - b)))).astype(float)
    return Table.of({"a": a, "b": b, "noise": random.normal(size=n)}), won


def test_of_near_twins_at_most_one_is_found_and_only_for_what_it_does_by_itself():
    for seed in range(WORLDS):
        table, won = _near_twins(seed)
        factors = {factor.column: factor for factor in find_factors(table, won)}
        twins = [factors["a"], factors["b"]]
        assert [one.only_beside for one in twins].count(None) == sum(one.found for one in twins) <= 1
        for one, other in (twins, twins[::-1]):
            assert one.only_beside in (None, other.column)
            # Beside each other they seem to double the odds four times and more, and neither does by itself.
            assert not one.found or 0.5 < one.odds_ratio.value / one.raw.value < 2.0


def test_what_a_confounder_hid_is_found_beside_it():
    found = 0
    for seed in range(WORLDS):
        random = np.random.default_rng(seed)
        hard = random.normal(size=600)
        # Help goes where it is hard, so that by itself it seems to do nothing.
        help_ = 0.7 * hard + 0.7 * random.normal(size=600)
        won = (random.random(600) < 1 / (1 + np.exp(1.3 * hard - 0.9 * help_))).astype(float)
        factors = {one.column: one for one in find_factors(Table.of({"hard": hard, "help": help_}), won)}
        assert factors["help"].only_beside is None
        found += factors["help"].found
    assert found >= 0.9 * WORLDS

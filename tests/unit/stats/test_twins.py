"""Columns that say the same, and values of a category held against each other."""

from __future__ import annotations

import numpy as np
import pytest

from crm_ai_plugin.stats.factors import find_factors, odds_ratio_of
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.twins import twins

RNG = np.random.default_rng(11)
SIZE = RNG.lognormal(size=400)


def test_numbers_of_one_order_are_twins_and_the_preferred_one_stays():
    table = Table.of({"b": SIZE, "a": np.log(SIZE), "reversed": -SIZE, "other": RNG.normal(size=400)})
    assert twins(table) == {"b": "a", "reversed": "a"}
    assert twins(table, lambda name: (name != "b", name)) == {"a": "b", "reversed": "b"}


def test_a_number_that_a_category_fixes_is_said_by_it():
    product = RNG.choice(np.array(["x", "y", "z"], dtype=object), 400)
    price = np.array([{"x": 10.0, "y": 20.0, "z": 30.0}[one] for one in product])
    assert twins(Table.of({"price": price, "product": product})) == {"price": "product"}


def test_two_names_of_one_thing_are_twins_and_a_coarser_one_is_not():
    region = RNG.choice(np.array(["n", "s", "e", "w"], dtype=object), 400)
    code = np.array([{"n": "1", "s": "2", "e": "3", "w": "4"}[one] for one in region], dtype=object)
    half = np.array([{"n": "ns", "s": "ns", "e": "ew", "w": "ew"}[one] for one in region], dtype=object)
    assert twins(Table.of({"region": region, "code": code, "half": half})) == {"region": "code"}


def test_what_is_known_elsewhere_is_no_twin():
    gaps = SIZE.copy()
    gaps[:100] = np.nan
    assert twins(Table.of({"a": SIZE, "b": gaps})) == {}


def test_every_value_of_a_category_has_an_interval_that_its_deals_earn():
    n = 3_000
    region = RNG.choice(np.array(["a", "b", "c"], dtype=object), n)
    chance = np.where(region == "a", 0.6, 0.4)
    won = (RNG.random(n) < chance).astype(float)
    found = {one.level: one for one in find_factors(Table.of({"region": region}), won)}
    assert found["a"].found
    # Six in ten against four in ten: an odds ratio of 2.25, as if the value had been a column of its own.
    alone = odds_ratio_of(region == "a", won)
    assert found["a"].odds_ratio.value == pytest.approx(alone.value, rel=0.02)
    assert found["a"].odds_ratio.high / found["a"].odds_ratio.low < 1.5
    assert found["a"].odds_ratio.low < 2.25 < found["a"].odds_ratio.high


def test_of_two_values_one_is_a_finding():
    won = (RNG.random(600) < 0.5).astype(float)
    side = RNG.choice(np.array(["left", "right"], dtype=object), 600, p=[0.3, 0.7])
    assert [one.level for one in find_factors(Table.of({"side": side}), won)] == ["left"]


def test_counting_is_the_same_as_fitting_row_by_row():
    values = RNG.integers(0, 2, 500).astype(float)
    won = (RNG.random(500) < 0.3 + 0.2 * values).astype(float)
    weights = RNG.choice(np.array([1.0, 0.5, 1 / 3]), 500)
    order = RNG.permutation(500)
    one = odds_ratio_of(values == 1.0, won, weights)
    assert odds_ratio_of(values[order] == 1.0, won[order], weights[order]) == one
    doubled = odds_ratio_of(np.tile(values, 2) == 1.0, np.tile(won, 2), np.tile(weights, 2) / 2)
    assert doubled.value == pytest.approx(one.value, rel=1e-9)

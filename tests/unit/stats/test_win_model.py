"""Useful from the first deal, narrower with more, never worse than the base rate, richer only when it pays."""

from __future__ import annotations

import json

import numpy as np
import pytest

from crm_ai_plugin.stats.additive import Boosting
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.win import WinModel, fit_win_model
from crm_ai_plugin.testing.planted import planted_deals

QUICK = Boosting(rounds=60, rate=0.15, leaves=8, min_rows=5, patience=10)
FRESH = planted_deals(600, 77, factors=6, real=3)


def _learned(n, seed=0):
    world = planted_deals(n, seed, factors=6, real=3)
    return fit_win_model(Table.of(world.columns), world.outcomes, world.times, groups=world.ids, how=QUICK)


def _said(model):
    return model.predict(Table.of(FRESH.columns))


def test_before_any_deal_the_prior_speaks_and_says_how_little_it_knows():
    empty = Table.of({name: column[:0] for name, column in FRESH.columns.items()})
    model = fit_win_model(empty, np.empty(0), np.empty(0), groups=[])
    said = _said(model)
    assert model.n == 0
    assert model.quality is None
    assert np.allclose(said.value, 0.3)
    assert np.mean(said.high - said.low) > 0.4
    assert np.mean((said.low <= FRESH.chance) & (FRESH.chance <= said.high)) > 0.6


@pytest.mark.parametrize("n", [1, 5, 20, 80, 300])
def test_it_is_never_clearly_worse_than_the_win_rate_and_its_interval_is_honest(n):
    worse, inside = [], []
    for seed in range(6):
        world = planted_deals(n, 300 + seed, factors=6, real=3)
        said = _said(
            fit_win_model(Table.of(world.columns), world.outcomes, world.times, groups=world.ids, how=QUICK)
        )
        rate = (world.outcomes.sum() + 0.3) / (n + 1)
        worse.append(np.mean((said.value - FRESH.chance) ** 2) - np.mean((rate - FRESH.chance) ** 2))
        inside.append(np.mean((said.low <= FRESH.chance) & (FRESH.chance <= said.high)))
    assert np.mean(worse) < 0.01
    assert np.mean(inside) >= 0.8


def test_the_interval_narrows_as_deals_close():
    widths = [float(np.mean(_said(_learned(n)).high - _said(_learned(n)).low)) for n in (10, 100, 390)]
    assert widths[0] > widths[1] > widths[2]


def test_parts_add_up_whichever_candidate_was_best():
    for n in (50, 500):
        model = _learned(n)
        table = Table.of(FRESH.columns)
        total = model.base + model.contributions(table).sum(axis=1)
        assert total == pytest.approx(model.predict(table).eta, abs=1e-8)


def test_it_survives_being_stored():
    for model in (_learned(50), _learned(500)):
        again = WinModel.from_json(json.loads(json.dumps(model.to_json())))
        assert (again.kind, again.quality) == (model.kind, model.quality)
        assert _said(again).value == pytest.approx(_said(model).value, abs=1e-5)


def test_a_straight_world_keeps_the_straight_model():
    assert _learned(500).kind == "linear"


def test_a_crooked_world_gets_the_richer_one_judged_out_of_time():
    rng = np.random.default_rng(5)
    n = 1200
    x, z = rng.normal(size=(2, n))
    outcomes = (rng.random(n) < 1 / (1 + np.exp(-2.5 * np.sign(x * z)))).astype(float)
    table = Table.of({"x": x, "z": z})
    model = fit_win_model(
        table, outcomes, np.arange(n, dtype=float), groups=[str(i) for i in range(n)], how=QUICK
    )
    assert model.kind == "additive"
    assert model.quality is not None
    assert model.quality.split == "time"
    assert (model.quality.auc or 0.0) > 0.8
    assert model.quality.brier < model.quality.brier_base
    assert model.rivals["additive"] < model.rivals["linear"]

"""The glass box: it adds up exactly, and says the same whatever the order, the unit and the names."""

from __future__ import annotations

import json

import numpy as np
import pytest

from crm_ai_plugin.stats.additive import AdditiveModel, Boosting
from crm_ai_plugin.stats.additive.terms import Terms, purify
from crm_ai_plugin.stats.checks import auc
from crm_ai_plugin.stats.table import Table

QUICK = Boosting(rounds=40, rate=0.2, leaves=8, min_rows=5, patience=10)


def _columns(n=600, seed=0):
    rng = np.random.default_rng(seed)
    amount, days = np.exp(rng.normal(9, 1, n)), rng.poisson(20, n).astype(float)
    region = rng.choice(
        np.array(["north", "south", "east", "west", "rare"], dtype=object), n, p=[0.3, 0.3, 0.2, 0.18, 0.02]
    )
    product = rng.choice(np.array(["suite", "basic"], dtype=object), n)
    eta = 0.8 * (np.log(amount) - 9) * (product == "suite") + 0.9 * (region == "north") - 0.05 * (days - 20)
    amount[rng.random(n) < 0.1] = np.nan
    region[rng.random(n) < 0.1] = None
    outcomes = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)
    return {"amount": amount, "days": days, "region": region, "product": product}, outcomes


def _fit(columns, outcomes, groups=None, **changes):
    names = [str(i) for i in range(len(outcomes))] if groups is None else groups
    return AdditiveModel.fit(Table.of(columns), outcomes, groups=names, how=QUICK, folds=3, **changes)


def _auc(model: AdditiveModel, outcomes):
    return auc(model.out_of_fold.tolist(), outcomes.astype(int).tolist()) or 0.0


@pytest.fixture(scope="module")
def fitted():
    columns, outcomes = _columns()
    return columns, outcomes, _fit(columns, outcomes)


def test_parts_add_up_to_the_log_odds_of_every_row(fitted):
    columns, _, model = fitted
    table = Table.of(columns)
    eta = model.predict(table).eta
    assert model.terms.base + model.contributions(table).sum(axis=1) == pytest.approx(eta, abs=1e-9)
    assert model.terms.base + model.by_column(table).sum(axis=1) == pytest.approx(eta, abs=1e-9)


def test_no_table_looks_at_more_than_two_columns(fitted):
    _, _, model = fitted
    assert {len(place) for place in model.places} <= {1, 2}


def test_it_finds_what_was_planted_and_the_interval_holds_its_value(fitted):
    columns, outcomes, model = fitted
    said = model.predict(Table.of(columns))
    assert _auc(model, outcomes) > 0.6
    assert np.all((said.low <= said.value) & (said.value <= said.high))
    assert np.all(said.sd > 0)


def test_nothing_a_table_says_could_be_said_by_a_smaller_one(fitted):
    columns, _, model = fitted
    table = Table.of(columns)
    for place, part in zip(model.places, model.contributions(table).T, strict=True):
        assert part.mean() == pytest.approx(0.0, abs=1e-6), place


def test_the_order_of_rows_changes_nothing(fitted):
    columns, outcomes, model = fitted
    order = np.random.default_rng(5).permutation(len(outcomes))
    names = [str(i) for i in order]
    moved = _fit({name: column[order] for name, column in columns.items()}, outcomes[order], names)
    table = Table.of(columns)
    assert moved.predict(table).eta == pytest.approx(model.predict(table).eta, abs=1e-9)
    assert moved.out_of_fold == pytest.approx(model.out_of_fold[order], abs=1e-9)


def test_another_currency_changes_no_score(fitted):
    columns, outcomes, model = fitted
    cents = {**columns, "amount": columns["amount"] * 100}
    said = _fit(cents, outcomes).predict(Table.of(cents)).eta
    assert said == pytest.approx(model.predict(Table.of(columns)).eta, abs=1e-6)


def test_other_names_change_no_score(fitted):
    columns, outcomes, model = fitted
    names = {"north": "Nord", "south": "Süd", "east": "Ost", "west": "West!", "rare": "selten", None: None}
    german = {**columns, "region": np.array([names[v] for v in columns["region"]], dtype=object)}
    said = _fit(german, outcomes).predict(Table.of(german)).eta
    assert said == pytest.approx(model.predict(Table.of(columns)).eta, abs=1e-9)


def test_a_category_never_seen_and_a_missing_column_count_as_unknown(fitted):
    columns, _, model = fitted
    some = {name: column[:5].copy() for name, column in columns.items()}
    unseen, absent = dict(some), dict(some)
    unseen["region"] = np.array(["atlantis"] * 5, dtype=object)
    some["region"] = np.full(5, None, dtype=object)
    del absent["region"]
    expected = model.predict(Table.of(some)).eta
    assert model.predict(Table.of(unseen)).eta == pytest.approx(expected)
    assert model.predict(Table.of(absent)).eta == pytest.approx(expected)


def test_it_survives_being_stored(fitted):
    columns, _, model = fitted
    again = AdditiveModel.from_json(json.loads(json.dumps(model.to_json())))
    table = Table.of(columns)
    before, after = model.predict(table), again.predict(table)
    assert after.eta == pytest.approx(before.eta, abs=1e-5)
    assert after.sd == pytest.approx(before.sd, abs=1e-4)


def test_one_outcome_alone_can_not_be_learned_from():
    columns, _ = _columns(50)
    with pytest.raises(ValueError, match="both outcomes"):
        _fit(columns, np.ones(50))


def test_rows_of_one_group_never_judge_each_other():
    """Copies of one deal with a random outcome: a model that had seen a copy would look clairvoyant."""
    rng = np.random.default_rng(3)
    value = np.repeat(rng.normal(size=150), 4)
    outcomes = np.repeat((rng.random(150) < 0.5).astype(float), 4)
    groups = [str(i) for i in np.repeat(np.arange(150), 4)]
    together = _fit({"x": value, "y": rng.normal(size=600)}, outcomes, groups)
    apart = _fit({"x": value, "y": rng.normal(size=600)}, outcomes)
    assert _auc(together, outcomes) < 0.6
    assert _auc(apart, outcomes) > 0.65


def test_purifying_moves_effects_without_changing_any_sum():
    rng = np.random.default_rng(1)
    bins = rng.integers(0, 4, size=(300, 2))
    terms = Terms(0.3, {(0, 1): rng.normal(size=(4, 4)) + np.arange(4)[:, None]})
    pure = purify(terms, bins, [4, 4], np.ones(300))
    assert pure.total(bins) == pytest.approx(terms.total(bins))
    mass = np.zeros((4, 4))
    np.add.at(mass, (bins[:, 0], bins[:, 1]), 1)
    assert (mass * pure.tables[(0, 1)]).sum(axis=0) == pytest.approx(np.zeros(4), abs=1e-6)
    assert (mass * pure.tables[(0, 1)]).sum(axis=1) == pytest.approx(np.zeros(4), abs=1e-6)

"""Laws of the logistic model."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from crm_ai_plugin.stats import BayesianLogistic, Normal, logit

Floats = NDArray[np.float64]
NAMES = ("a", "b", "c")


def _data(seed: int, n: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    x[rng.random(x.shape) < 0.1] = np.nan
    eta = -0.5 + np.nan_to_num(x) @ np.array([1.0, -0.7, 0.0])
    return x, (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)


def _fit(x: Floats, y: Floats, scale: float = 1.0) -> BayesianLogistic:
    return BayesianLogistic.fit(
        NAMES,
        x * np.array([scale, 1.0, 1.0]),
        y,
        prior_mean=[0.3 / scale, 0.0, 0.0],
        prior_sd=[0.5 / scale, 0.5, 0.5],
        intercept=Normal(-1.0, 1.0),
        center=[0.1 * scale, 0.0, 0.0],
        variance=[scale**2, 1.0, 1.0],
    )


inputs = st.fixed_dictionaries({name: st.none() | st.floats(-20, 20) for name in NAMES})
seeds = st.integers(0, 50)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, n=st.integers(0, 80), case=inputs)
def test_parts_add_up_to_the_score_and_it_lies_in_its_interval(
    seed: int, n: int, case: dict[str, float | None]
) -> None:
    prediction = _fit(*_data(seed, n)).predict(case)
    total = prediction.base + sum(prediction.contributions.values())
    assert total == pytest.approx(logit(prediction.p.value), abs=1e-7)
    assert 0.0 <= prediction.p.low <= prediction.p.value <= prediction.p.high <= 1.0
    assert set(prediction.contributions) == {name for name, value in case.items() if value is not None}


@settings(max_examples=30, deadline=None)
@given(seed=seeds, n=st.integers(2, 80), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_at_all(seed: int, n: int, order: random.Random) -> None:
    x, y = _data(seed, n)
    rows = list(range(n))
    order.shuffle(rows)
    assert _fit(x, y).to_json() == _fit(x[rows], y[rows]).to_json()


@settings(max_examples=30, deadline=None)
@given(seed=seeds, scale=st.sampled_from([0.01, 0.5, 3.0, 100.0]), case=inputs)
def test_the_unit_of_an_input_does_not_matter(seed: int, scale: float, case: dict[str, float | None]) -> None:
    x, y = _data(seed, 60)
    a = case["a"]
    scaled = {**case, "a": None if a is None else a * scale}
    one, other = _fit(x, y).predict(case), _fit(x, y, scale).predict(scaled)
    assert one.p.value == pytest.approx(other.p.value, abs=1e-7)
    assert one.p.low == pytest.approx(other.p.low, abs=1e-7)
    for name, part in one.contributions.items():
        assert other.contributions[name] == pytest.approx(part, abs=1e-6)


def test_without_rows_the_posterior_is_the_prior() -> None:
    model = _fit(np.empty((0, 3)), np.empty(0))
    assert model.weight("a").mean == pytest.approx(0.3)
    assert model.weight("a").sd == pytest.approx(0.5)
    assert model.n == 0


def test_more_rows_narrow_the_interval_and_find_the_signs() -> None:
    case = {"a": 1.0, "b": 1.0, "c": 1.0}
    widths = []
    for n in (0, 50, 500, 5000):
        p = _fit(*_data(1, n)).predict(case).p
        widths.append(p.high - p.low)
    assert widths == sorted(widths, reverse=True)
    model = _fit(*_data(1, 5000))
    assert model.weight("a").interval.low > 0 > model.weight("b").interval.high


def test_the_mode_is_where_the_gradient_vanishes() -> None:
    x, y = _data(3, 200)
    model = _fit(x, y)
    z = np.column_stack([np.ones(200), np.where(np.isnan(x), 0, x - model.center)])
    p = 1 / (1 + np.exp(-z @ model.mean))
    prior_mean, precision = np.array([-1.0, 0.3, 0.0, 0.0]), np.array([1.0, 4.0, 4.0, 4.0])
    assert np.abs(z.T @ (y - p) - precision * (model.mean - prior_mean)).max() < 1e-6


def test_an_unknown_input_widens_the_interval() -> None:
    model = _fit(*_data(2, 300))
    known, unknown = model.predict({"a": 0.1, "b": 0.0, "c": 0.0}), model.predict({"b": 0.0, "c": 0.0})
    assert unknown.sd > known.sd


def test_perfect_separation_and_huge_inputs_stay_finite() -> None:
    x = np.array([[-1e6, 0, 0], [1e6, 0, 0]] * 5, dtype=float)
    y = np.array([0, 1] * 5, dtype=float)
    model = _fit(x, y)
    assert np.isfinite(model.mean).all()
    assert 0 <= model.predict({"a": 1e9, "b": 0, "c": 0}).p.value <= 1


def test_plain_json_keeps_the_model() -> None:
    model = _fit(*_data(4, 40))
    again = BayesianLogistic.from_json(json.loads(json.dumps(model.to_json())))
    case = {"a": 0.3, "b": None, "c": 2.0}
    assert again.predict(case) == model.predict(case)


def test_shapes_that_do_not_agree_are_refused() -> None:
    with pytest.raises(ValueError, match="matching lengths"):
        _fit(np.zeros((3, 3)), np.zeros(2))
    with pytest.raises(KeyError):
        _fit(np.zeros((1, 3)), np.zeros(1)).weight("z")

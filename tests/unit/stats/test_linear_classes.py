from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.linear_classes import (
    LinearClasses,
    fit_temperature,
    fit_weights,
    matrix,
    softmax,
)


def rows_of(dense: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(np.nonzero(row)[0].astype(np.int64), row[np.nonzero(row)]) for row in dense]


def test_the_weights_are_those_of_ridge_regression():
    rng = np.random.default_rng(1)
    dense = rng.normal(size=(40, 6)) * (rng.random((40, 6)) < 0.6)
    labels = rng.integers(3, size=40)
    weights = rng.uniform(0.5, 2.0, size=40)
    found = fit_weights(matrix(rows_of(dense), 6), labels, classes=3, ridge=0.7, weights=weights)
    target = np.full((40, 3), -0.5)
    target[np.arange(40), labels] = 1.0
    gram = dense.T @ (weights[:, None] * dense) + 0.7 * np.eye(6)
    assert found == pytest.approx(np.linalg.solve(gram, dense.T @ (weights[:, None] * target)), abs=1e-3)


def test_a_byte_per_weight_is_enough():
    exact = np.random.default_rng(2).normal(size=(50, 4))
    model = LinearClasses.of(exact, 1.0)
    row = (np.arange(50), np.full(50, 0.1))
    assert model.scores(row) == pytest.approx(row[1] @ exact, abs=0.1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_softmax_is_a_distribution(scores):
    shares = softmax(np.array(scores))
    assert shares.sum() == pytest.approx(1.0)
    assert np.all(shares >= 0)


def test_the_temperature_makes_scores_honest():
    rng = np.random.default_rng(3)
    truth = softmax(rng.normal(size=(3_000, 3)))
    labels = np.array([rng.choice(3, p=p) for p in truth])
    overconfident = np.log(truth) * 4.0
    assert fit_temperature(overconfident, labels, np.ones(3_000)) == pytest.approx(4.0, rel=0.15)


def test_rows_without_labels_are_refused():
    with pytest.raises(ValueError, match="label"):
        fit_weights(matrix(rows_of(np.eye(2)), 2), np.array([0]), classes=2, ridge=1.0, weights=np.ones(2))

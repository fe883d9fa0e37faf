"""Durations that have not ended, splits in time, and alarms when the world moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference  # type: ignore[import-untyped]  # scipy ships no types

from crm_ai_plugin.stats import Interval
from crm_ai_plugin.stats.calibration import calibration_curve, expected_calibration_error, fit_link
from crm_ai_plugin.stats.drift import calibration_shift, drift_alarms, population_shift
from crm_ai_plugin.stats.folds import forward_splits, group_folds, recency_weights
from crm_ai_plugin.stats.survival import Survival
from crm_ai_plugin.stats.table import Table


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_the_curve_is_that_of_kaplan_and_meier(rows):
    durations, ended = [float(d) for d, _ in rows], [e for _, e in rows]
    curve = Survival.of(durations, ended)
    censored = reference.CensoredData.right_censored(durations, [not e for e in ended])
    expected = reference.ecdf(censored).sf
    for time in (0.0, 3.0, 11.0, 30.0):
        assert curve.at(time).value == pytest.approx(float(expected.evaluate(time)))
        assert 0.0 <= curve.at(time).low <= curve.at(time).high <= 1.0


def _median(curve: Survival) -> Interval:
    found = curve.median()
    assert found is not None
    return found


def test_what_has_not_ended_counts_and_few_endings_give_no_median():
    half = Survival.of([1, 2, 3, 4, 5, 6, 7, 8], [True] * 8)
    waiting = Survival.of([1, 2, 3, 4, 5, 6, 7, 8] + [9] * 8, [True] * 8 + [False] * 8)
    assert [_median(curve).value for curve in (half, waiting)] == [4, 8]
    assert Survival.of([1, 2, 3], [True] * 3).median() is None
    assert Survival.of([5.0] * 20, [True] * 6 + [False] * 14).median() is None


def test_medians_are_covered_about_as_often_as_said():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(120):
        true, leave = rng.exponential(10, 60), rng.exponential(15, 60)
        median = _median(Survival.of(np.minimum(true, leave), true <= leave))
        inside.append(median.low <= 10 * np.log(2) <= median.high)
    assert np.mean(inside) >= 0.84


@given(st.lists(st.sampled_from("abcdefgh"), min_size=8, max_size=60), st.integers(0, 3))
def test_a_group_is_in_one_fold_whatever_the_order(groups, seed):
    if len(set(groups)) < 3:
        return
    folds = group_folds(groups, 3, seed)
    for name in set(groups):
        assert len({int(f) for f, g in zip(folds, groups, strict=True) if g == name}) == 1
    back = group_folds(groups[::-1], 3, seed)[::-1]
    assert folds.tolist() == back.tolist()
    assert set(folds.tolist()) == {0, 1, 2}


def test_the_future_never_teaches_the_past():
    times = np.random.default_rng(1).permutation(100).astype(float)
    groups = [str(int(t) // 2) for t in times]
    for older, newer in forward_splits(times, groups):
        assert times[older].max() < times[newer].min()
        assert not {g for g, o in zip(groups, older, strict=True) if o} & {
            g for g, o in zip(groups, newer, strict=True) if o
        }


def test_recency_halves_per_half_life():
    assert recency_weights(np.array([0.0, 100.0, 200.0]), 100.0) == pytest.approx([0.25, 0.5, 1.0])
    assert recency_weights(np.array([1.0, 2.0]), None) == pytest.approx([1.0, 1.0])
    with pytest.raises(ValueError, match="half-life"):
        recency_weights(np.array([1.0]), 0.0)


def test_overconfidence_is_taken_back():
    rng = np.random.default_rng(2)
    truth = rng.normal(size=4000)
    outcomes = (rng.random(4000) < 1 / (1 + np.exp(-truth))).astype(float)
    said = 1 / (1 + np.exp(-2 * truth))
    link = fit_link(2 * truth, outcomes)
    mended = 1 / (1 + np.exp(-(link.shift + link.slope * 2 * truth)))
    assert link.slope == pytest.approx(0.5, abs=0.06)
    assert expected_calibration_error(mended, outcomes) < expected_calibration_error(said, outcomes) / 2


def test_a_few_outcomes_hardly_move_the_link():
    link = fit_link(np.array([2.0, -1.0]), np.array([0.0, 1.0]))
    assert 0.5 < link.slope < 1.1


def test_the_curve_counts_everybody_once():
    rng = np.random.default_rng(3)
    said = rng.random(95)
    curve = calibration_curve(said, (rng.random(95) < said).astype(float))
    assert sum(bin_.n for bin_ in curve) == 95
    assert [bin_.said for bin_ in curve] == sorted(bin_.said for bin_ in curve)


def _world(seed, shift=0.0, n=400):
    rng = np.random.default_rng(seed)
    regions = rng.choice(np.array(["a", "b", "c"], dtype=object), n)
    return Table.of({"amount": np.exp(rng.normal(shift, 1, n)), "region": regions})


def test_a_moved_population_raises_one_alarm_with_its_name():
    quiet = [drift_alarms(_world(s), _world(100 + s), np.empty(0), np.empty(0)) for s in range(10)]
    assert quiet == [[]] * 10
    alarms = drift_alarms(_world(1), _world(2, shift=1.5), np.empty(0), np.empty(0))
    assert [(alarm.kind, alarm.column) for alarm in alarms] == [("population", "amount")]


def test_small_samples_cry_no_wolf():
    assert population_shift(_world(1, n=30), _world(2, shift=3.0, n=30)) == {}


def test_predictions_that_stop_coming_true_raise_an_alarm():
    rng = np.random.default_rng(4)
    said = np.full(200, 0.4)
    kept, broken = (rng.random(200) < 0.4).astype(float), (rng.random(200) < 0.15).astype(float)
    assert abs(calibration_shift(said, kept)) < 3
    alarms = drift_alarms(_world(1), _world(2), said, broken)
    assert [(alarm.kind, alarm.value < -3) for alarm in alarms] == [("calibration", True)]

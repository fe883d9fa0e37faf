"""Rates, quantiles, effects and checks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats import (
    Interval,
    Normal,
    auc,
    brier,
    combine,
    expit,
    in_this_case,
    likelihood_of,
    logit,
    median_interval,
    quantiles,
    shrunken_rate,
)

normals = st.builds(Normal, st.floats(-5, 5), st.floats(0.05, 5))


@given(n=st.integers(0, 500), share=st.floats(0, 1), mean=st.floats(0.01, 0.99), strength=st.floats(0.1, 100))
def test_a_rate_lies_between_prior_and_observation(
    n: int, share: float, mean: float, strength: float
) -> None:
    hits = round(n * share)
    rate = shrunken_rate(hits, n, prior_mean=mean, prior_strength=strength).interval
    observed = hits / n if n else mean
    assert min(mean, observed) - 1e-9 <= rate.value <= max(mean, observed) + 1e-9
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_more_observations_narrow_a_rate() -> None:
    few = shrunken_rate(3, 10, prior_mean=0.25, prior_strength=4).interval
    many = shrunken_rate(300, 1000, prior_mean=0.25, prior_strength=4).interval
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(
    ("hits", "n", "mean", "strength"), [(2, 1, 0.5, 1), (-1, 1, 0.5, 1), (0, 1, 1.0, 1), (0, 1, 0.5, 0)]
)
def test_impossible_rates_are_refused(hits: int, n: int, mean: float, strength: float) -> None:
    with pytest.raises(ValueError, match=r"hits|prior"):
        shrunken_rate(hits, n, prior_mean=mean, prior_strength=strength)


@given(st.lists(st.floats(-1e6, 1e6), max_size=60))
def test_quantiles_are_ordered_or_withheld(values: list[float]) -> None:
    spread = quantiles(values)
    assert spread.n == len(values)
    if len(values) < 5:
        assert (spread.p25, spread.p50, spread.p75, spread.p90) == (None, None, None, None)
        assert median_interval(values) is None
        return
    assert spread.p25 is not None
    assert spread.p50 is not None
    assert spread.p75 is not None
    assert min(values) <= spread.p25 <= spread.p50 <= spread.p75 <= max(values)
    assert (spread.p90 is None) == (len(values) < 20)
    middle = median_interval(values)
    assert middle is not None
    assert middle.low <= middle.value <= middle.high


def test_the_median_interval_covers() -> None:
    rng = np.random.default_rng(7)
    middles = [median_interval(rng.exponential(size=15)) for _ in range(400)]
    hits = sum(m is not None and m.low <= math.log(2) <= m.high for m in middles)
    assert hits / 400 >= 0.9


@given(normals, normals)
def test_combining_pulls_towards_both_and_narrows(prior: Normal, observed: Normal) -> None:
    both = combine(prior, observed)
    assert min(prior.mean, observed.mean) - 1e-9 <= both.mean <= max(prior.mean, observed.mean) + 1e-9
    assert both.sd <= min(prior.sd, observed.sd) + 1e-9
    assert both.mean == pytest.approx(combine(observed, prior).mean)


@given(normals, st.floats(-5, 5), st.floats(0.05, 3))
def test_the_likelihood_is_recovered_from_prior_and_posterior(prior: Normal, mean: float, sd: float) -> None:
    observed = Normal(mean, min(sd, prior.sd * 3))
    recovered = likelihood_of(combine(prior, observed), prior)
    assert recovered is not None
    assert recovered.mean == pytest.approx(observed.mean, abs=1e-4)
    assert recovered.sd == pytest.approx(observed.sd, rel=1e-4)


def test_data_that_said_nothing_give_no_likelihood() -> None:
    assert likelihood_of(Normal(0.1, 1.0), Normal(0.1, 1.0)) is None


@given(normals, st.floats(0.01, 3))
def test_help_in_one_case_is_less_sure_than_on_average(effect: Normal, spread: float) -> None:
    here, probability = in_this_case(effect, spread)
    assert here.sd >= effect.sd
    assert abs(probability.value - 0.5) <= abs(effect.p_positive - 0.5) + 1e-9
    assert (probability.value > 0.5) == (effect.mean > 0) or math.isclose(probability.value, 0.5)


@given(st.floats(-25, 25))
def test_logit_and_expit_are_inverse(x: float) -> None:
    assert logit(expit(x)) == pytest.approx(x, abs=1e-3 * max(1.0, abs(x)) if abs(x) > 15 else 1e-8)


def test_ends_of_the_scale_are_finite() -> None:
    assert logit(0.0) == -30.0
    assert logit(1.0) == 30.0
    assert expit(-1e9) == pytest.approx(0.0)
    assert expit(1e9) == 1.0


def test_nonsense_distributions_are_refused() -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(2.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="deviation"):
        Normal(0.0, 0.0)
    with pytest.raises(ValueError, match="spread"):
        in_this_case(Normal(0.0, 1.0), 0.0)


def test_brier_and_auc_of_known_cases() -> None:
    assert brier([1.0, 0.0, 0.5], [1, 0, 1]) == pytest.approx(0.25 / 3)
    assert auc([0.9, 0.8, 0.1], [1, 1, 0]) == 1.0
    assert auc([0.5, 0.5], [1, 0]) == 0.5
    assert auc([0.5, 0.2], [1, 1]) is None

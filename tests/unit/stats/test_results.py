"""What is said about results: by lot and by comparison, how much can be seen, and whether odds held."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.power import detectable, needed
from crm_ai_plugin.stats.reliability import reliability
from crm_ai_plugin.stats.uplift import uplift
from crm_ai_plugin.testing.planted import drawn_world

LOOKS = (200, 300, 600, 1200)


def _uplift(world, n=None):
    rows = slice(0, n)
    return uplift(
        world.shown[rows].tolist(),
        world.propensity[rows].tolist(),
        world.outcomes[rows].tolist(),
        world.expected[rows].tolist(),
        world.groups[rows],
    )


def _drawn(*given):
    return uplift(*given)


def test_the_truth_stays_inside_however_often_one_looks():
    inside = []
    for seed in range(120):
        world = drawn_world(1200, seed, share=0.3)
        found = [_uplift(world, n) for n in LOOKS]
        assert {one.verdict for one in found} == {"estimated"}
        inside.append(all(one.difference.low <= world.effect <= one.difference.high for one in found))
    assert np.mean(inside) >= 0.88


def test_a_plain_interval_would_not_survive_the_looking_on_noise():
    """What the bounds are for: of worlds without any effect a plain test, looked at ever again, finds one too often."""
    plain = ours = 0
    for seed in range(120):
        world = drawn_world(1200, 500 + seed, share=0.5, log_odds=0.0)
        claims = []
        for n in range(100, 1201, 50):
            s, y = world.shown[:n], world.outcomes[:n]
            error = np.sqrt(y[s].var() / s.sum() + y[~s].var() / (~s).sum())
            claims.append(abs(y[s].mean() - y[~s].mean()) > 1.645 * error)
        plain += any(claims)
        found = [_uplift(world, n).difference for n in range(100, 1201, 100)]
        ours += any(not one.low <= 0 <= one.high for one in found)
    assert plain / 120 > 0.25
    assert ours / 120 <= 0.12


def test_the_bare_difference_is_wrong_where_the_share_changed_with_the_deals():
    """More was held back when deals were worse: within each share the lot is fair, over all of them it is not."""
    bare, ours = [], []
    for seed in range(20):
        world = drawn_world(2000, seed, log_odds=0.0, drifting=True)
        s, y = world.shown, world.outcomes
        bare.append(y[s].mean() - y[~s].mean())
        ours.append(_uplift(world).difference.value)
    assert np.mean(bare) > 0.05
    assert abs(np.mean(ours)) < 0.02


def test_few_cases_and_lost_cases_say_nothing():
    world = drawn_world(60, 1, share=0.1)
    assert _uplift(world).verdict == "too_few"
    world = drawn_world(1000, 2, share=0.5)
    keep = world.shown | (np.arange(1000) % 2 == 0)
    values = (world.shown, world.propensity, world.outcomes, world.expected)
    lost = _drawn(
        *(v[keep].tolist() for v in values), [g for g, k in zip(world.groups, keep, strict=True) if k]
    )
    assert (lost.verdict, lost.difference) == ("unsound", None)


def test_the_actions_of_one_deal_are_one_case():
    world = drawn_world(400, 3, share=0.4)
    twice = [v.repeat(2).tolist() for v in (world.shown, world.propensity, world.outcomes, world.expected)]
    doubled = _drawn(*twice, [g for g in world.groups for _ in range(2)])
    assert doubled.difference == _uplift(world).difference


def test_a_chance_is_asked_for():
    with pytest.raises(ValueError, match="between 0 and 1"):
        uplift([True], [1.0], [1.0], [0.5], ["a"])
    with pytest.raises(ValueError, match="all of its values"):
        uplift([True], [0.5], [1.0], [0.5], [])


# How much can be seen ---------------------------------------------------------------------------------------


def test_what_is_needed_is_what_can_be_detected():
    n = needed(0.1, 0.4, 0.25)
    assert detectable(round(n * 0.25), round(n * 0.75), 0.4) == pytest.approx(0.1, abs=0.001)
    assert needed(0.05, 0.4) > 3.9 * needed(0.1, 0.4)
    assert detectable(0, 10, 0.5) is None


def test_it_is_found_four_times_in_five():
    n = needed(0.12, 0.4)
    rng = np.random.default_rng(0)
    a, b = (rng.binomial(n // 2, p, 4000) / (n // 2) for p in (0.34, 0.46))
    error = np.sqrt((a * (1 - a) + b * (1 - b)) / (n // 2))
    assert 0.76 <= np.mean(b - a > 1.645 * error) <= 0.85


# Whether odds held ------------------------------------------------------------------------------------------


def _held(*given):
    return reliability(*given)


def _honest(n, seed, shift=0.0):
    rng = np.random.default_rng(seed)
    p = rng.beta(2, 3, n)
    y = (rng.random(n) < np.clip(p + shift, 0, 1)).astype(int)
    return p, y, [f"d{i}" for i in range(n)]


def test_honest_odds_hold_and_others_don_t():
    held = [_held(*_honest(300, seed)) for seed in range(60)]
    assert np.mean([r.gap.low <= 0 <= r.gap.high for r in held]) >= 0.8
    assert np.mean([r.ece for r in held]) < 1.35 * np.mean([r.ece_by_chance for r in held])
    assert all(r.brier.value < r.brier_base + 0.02 for r in held)
    wrong = [_held(*_honest(300, seed, 0.15)) for seed in range(10)]
    assert all(r.gap.low > 0 for r in wrong)
    assert np.mean([r.ece for r in wrong]) > 2 * np.mean([r.ece_by_chance for r in wrong])


def test_groups_of_honest_odds_hold_their_promise():
    inside = [
        group.came.low <= group.said <= group.came.high
        for seed in range(40)
        for group in _held(*_honest(400, seed)).groups
    ]
    assert 0.86 <= np.mean(inside) <= 0.97


def test_a_deal_that_was_looked_at_fifty_times_counts_once():
    p, y, ids = _honest(80, 4)
    once = _held(p, y, ids)
    often = np.where(np.arange(80) == 7, 50, 1)
    many = _held(
        p.repeat(often), y.repeat(often), [i for i, k in zip(ids, often, strict=True) for _ in range(k)]
    )
    assert (many.cases, many.predictions) == (80, 129)
    for name in ("said", "brier_base", "ece"):
        assert getattr(many, name) == pytest.approx(getattr(once, name))
    for name in ("came", "gap", "brier"):
        assert getattr(many, name).low == pytest.approx(getattr(once, name).low)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1), st.integers(0, 9)), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(rows, random):
    rows = [(p, case % 2, str(case)) for p, _, case in rows]
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = (_held(*zip(*r, strict=True)) for r in (rows, mixed))
    assert one.cases == other.cases
    assert one.ece == pytest.approx(other.ece)
    assert one.brier.value == pytest.approx(other.brier.value)
    assert sum(g.n for g in one.groups) == pytest.approx(one.cases)


def test_of_nothing_nothing_is_said():
    assert reliability([], [], []) is None

"""Waits that have not ended and hours that run in a circle, held against the truth they were drawn from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.daytime import active_window, activity_by_hour
from crm_ai_plugin.stats.waiting import WaitPrior, median_wait

WORLDS = 120


def _apart(a: float, b: float) -> float:
    return (a - b + 12) % 24 - 12


@pytest.mark.parametrize("n", [6, 15, 60])
def test_the_interval_of_a_median_wait_holds_the_truth(n: int) -> None:
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(WORLDS):
        truth = float(np.exp(rng.normal(np.log(24), 1)))
        waits = np.exp(rng.normal(np.log(truth), 0.7, n))
        never = rng.random(n) < 0.3
        looked = rng.uniform(1, 30, n) * truth
        ended = ~never & (waits <= looked)
        found = median_wait(np.where(ended, waits, looked), ended).median
        held += found.low <= truth <= found.high
    assert held / WORLDS >= 0.82


def test_who_leaves_mails_open_is_not_quick_because_the_rest_came_fast() -> None:
    quick = median_wait([1.0] * 6, [True] * 6)
    mixed = median_wait([1.0] * 6 + [400.0] * 12, [True] * 6 + [False] * 12)
    assert mixed.share.high < quick.share.low


def test_without_waits_it_is_the_prior() -> None:
    found = median_wait([], [], WaitPrior(hours=10, sd=0.5))
    assert found.median.value == pytest.approx(10, rel=0.02)
    assert (found.n, found.ended) == (0, 0)


@given(st.lists(st.tuples(st.floats(0.01, 1e4), st.booleans()), max_size=40), st.randoms())
def test_the_order_of_waits_does_not_matter(waits: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(waits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands out random.Random
    one = median_wait([w for w, _ in waits], [e for _, e in waits])
    other = median_wait([w for w, _ in shuffled], [e for _, e in shuffled])
    assert one.median.value == pytest.approx(other.median.value, rel=1e-9)


@pytest.mark.parametrize("start", [3.0, 9.0, 21.5])
def test_a_window_is_found_wherever_in_the_day_it_lies(start: float) -> None:
    rng = np.random.default_rng(5)
    hours = (start + 6 * rng.random(80)) % 24
    found = active_window(hours)
    assert found is not None
    assert abs(_apart(found.start.value, start)) <= 0.5
    assert abs(_apart(found.end.value, start + 6)) <= 0.5


def test_the_intervals_of_a_windows_ends_hold_the_truth() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(WORLDS):
        start, length = rng.uniform(0, 24), rng.uniform(3, 9)
        hours = np.where(rng.random(30) < 0.95, start + length * rng.random(30), 24 * rng.random(30)) % 24
        found = active_window(hours)
        assert found is not None
        off = _apart(start, found.start.value)
        held += (
            found.start.low - found.start.value - 0.25 <= off <= found.start.high - found.start.value + 0.25
        )
    assert held / WORLDS >= 0.87


@given(st.lists(st.floats(0, 24), min_size=1, max_size=40))
def test_chances_of_a_window_are_chances_and_its_intervals_hold_it(hours: list[float]) -> None:
    found = active_window(hours)
    assert found is not None
    assert 0 <= found.sure <= 1
    assert 0 <= found.part_sure <= 1
    assert found.part in range(0, 24, 3)
    assert found.start.low <= found.start.value <= found.start.high
    turned = active_window([(h + 3) % 24 for h in hours])
    assert turned is not None
    assert turned.sure == pytest.approx(found.sure, abs=0.2)


def test_more_waits_make_it_surer_and_the_chance_holds_what_it_says() -> None:
    rng = np.random.default_rng(3)
    right: list[bool] = []
    sure: list[float] = []
    for _ in range(WORLDS):
        truth = float(np.exp(rng.normal(np.log(24), 1)))
        n = int(rng.integers(5, 60))
        found = median_wait(np.exp(rng.normal(np.log(truth), 0.7, n)), np.ones(n, dtype=bool))
        sure.append(found.within(0.25))
        right.append(abs(found.median.value / truth - 1) <= 0.25)
    assert np.mean(right) == pytest.approx(np.mean(sure), abs=0.1)
    assert median_wait([5.0] * 40, [True] * 40).within(0.25) > median_wait([5.0] * 4, [True] * 4).within(0.25)


def test_many_equal_waits_leave_a_narrow_interval_that_holds_them() -> None:
    found = median_wait([7.0] * 2000, [True] * 2000)
    assert found.median.low <= 7.0 <= found.median.high
    assert found.at_most(7.5) > 0.99
    assert found.at_most(6.5) < 0.01


@given(st.lists(st.floats(0, 24), max_size=60))
def test_shares_by_hour_add_up(hours: list[float]) -> None:
    shares = activity_by_hour(hours)
    assert len(shares) == 24
    assert shares.sum() == pytest.approx(1)

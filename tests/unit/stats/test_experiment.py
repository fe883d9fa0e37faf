"""Comparing while results come in: errors stay within their bounds however often one looks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.experiment import ALPHA, Arm, compare, is_mismatch, mismatch


def _results(chance: random.Random, n: int, p_a: float, p_b: float) -> list[tuple[Arm, bool]]:
    found: list[tuple[Arm, bool]] = []
    for _ in range(n):
        arm: Arm = "b" if chance.random() < 0.5 else "a"
        found.append((arm, chance.random() < (p_b if arm == "b" else p_a)))
    return found


def test_peeking_finds_nothing_where_there_is_nothing() -> None:
    wrong = outside = 0
    for seed in range(200):
        results = _results(random.Random(seed), 200, 0.4, 0.4)
        looks = [compare(results[:n]) for n in range(10, 201, 10)]
        wrong += any(look.winner for look in looks)
        outside += any(not look.low <= 0.0 <= look.high for look in looks)
    assert wrong <= 200 * ALPHA
    assert outside <= 200 * ALPHA


@pytest.mark.parametrize(("p_a", "p_b", "winner"), [(0.3, 0.6, "b"), (0.6, 0.3, "a")])
def test_a_difference_is_found_and_has_a_side(p_a: float, p_b: float, winner: str) -> None:
    found = [compare(_results(random.Random(seed), 400, p_a, p_b)) for seed in range(20)]
    assert sum(d.winner == winner for d in found) >= 19
    assert all(d.low <= p_b - p_a <= d.high for d in found)


def test_no_results_say_nothing() -> None:
    nothing = compare([])
    assert (nothing.low, nothing.high, nothing.evidence, nothing.pairs, nothing.winner) == (-1, 1, 1, 0, None)
    assert compare([("a", True)] * 50).pairs == 0


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans()), max_size=60))
def test_any_results_give_sound_numbers(results: list[tuple[Arm, bool]]) -> None:
    found = compare(results)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.evidence >= 0
    other = compare([("b" if arm == "a" else "a", success) for arm, success in results])
    assert other.value == pytest.approx(-found.value)
    assert other.evidence == pytest.approx(found.evidence)


def test_a_wrong_ratio_is_noticed_and_a_right_one_is_not() -> None:
    assert is_mismatch(600, 400, 0.5)
    assert not is_mismatch(510, 490, 0.5)
    assert is_mismatch(900, 200, 0.1)
    alarms = 0
    for seed in range(200):
        chance = random.Random(seed)
        n_b = 0
        for n in range(1, 401):
            n_b += chance.random() < 0.3
            if is_mismatch(n - n_b, n_b, 0.3):
                alarms += 1
                break
    assert alarms <= 1


def test_a_ratio_has_to_be_one() -> None:
    for bad in ((1, 1, 0.0), (1, 1, 1.0), (-1, 1, 0.5)):
        with pytest.raises(ValueError, match="share"):
            mismatch(*bad)

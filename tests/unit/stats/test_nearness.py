"""Nearest rows: scale, outliers and gaps don't decide who is near."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.nearness import Nearness

RNG = np.random.default_rng(3)
KNOWN = {name: RNG.normal(size=60) for name in ("a", "b", "c", "d")}


def test_the_row_itself_is_nearest() -> None:
    nearness = Nearness.of_columns(KNOWN, {name: column[7:8] for name, column in KNOWN.items()})
    assert nearness.of(0, 1) == [7]


@given(st.floats(0.001, 1000), st.floats(-1000, 1000))
def test_units_do_not_matter(factor: float, shift: float) -> None:
    asked = {name: column[:3] + 0.01 for name, column in KNOWN.items()}
    plain = Nearness.of_columns(KNOWN, asked)
    other = Nearness.of_columns(
        KNOWN | {"a": KNOWN["a"] * factor + shift}, asked | {"a": asked["a"] * factor + shift}
    )
    assert [plain.of(row, 5) for row in range(3)] == [other.of(row, 5) for row in range(3)]


def test_an_outlier_does_not_make_everybody_near() -> None:
    wild = KNOWN | {"a": np.append(KNOWN["a"][:-1], 1e9)}
    asked = {name: column[:1] for name, column in wild.items()}
    assert Nearness.of_columns(wild, asked).of(0, 1) == [0]


def test_gaps_are_left_out_and_too_few_shared_columns_say_nothing() -> None:
    holed = {name: column.copy() for name, column in KNOWN.items()}
    holed["a"][5], holed["b"][9], holed["c"][9] = np.nan, np.nan, np.nan
    asked = {name: KNOWN[name][[5, 9]] for name in KNOWN}
    nearness = Nearness.of_columns(holed, asked)
    assert nearness.of(0, 1) == [5]
    assert 9 not in nearness.of(1, 60)


def test_columns_that_say_nothing_do_not_count() -> None:
    constant = KNOWN | {"same": np.ones(60), "rare": np.append(np.full(55, np.nan), np.arange(5.0))}
    asked = {name: column[:1] for name, column in constant.items()} | {"only here": np.zeros(1)}
    assert Nearness.of_columns(constant, asked).names == ("a", "b", "c", "d")


def test_no_columns_no_neighbours() -> None:
    nearness = Nearness.of_columns({"same": np.ones(4)}, {"same": np.ones(1)})
    assert nearness.of(0, 3) == []
    assert nearness.alike(0, [0]) == []


def test_it_says_in_what_they_are_alike() -> None:
    known = {
        "a": np.append(np.zeros(5), RNG.normal(8, 2, 40)),
        "b": RNG.normal(size=45),
        "c": RNG.normal(size=45),
    }
    asked = {"a": np.zeros(1), "b": np.zeros(1), "c": np.zeros(1)}
    assert Nearness.of_columns(known, asked).alike(0, [0, 1, 2, 3, 4])[0] == "a"

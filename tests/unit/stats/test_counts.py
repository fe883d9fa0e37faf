"""What is computed once per value is what each row would have got."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.stats.additive.binning import Axis
from crm_ai_plugin.stats.counts import as_counts
from crm_ai_plugin.stats.design import codes_of, normal_scores
from crm_ai_plugin.stats.table import Table
from crm_ai_plugin.stats.twins import twins

CELLS = st.one_of(st.integers(0, 12).map(float), st.just(float("nan")))


@given(
    st.lists(CELLS, min_size=1, max_size=60), st.lists(st.integers(0, 12).map(float), min_size=2, max_size=20)
)
def test_scores_of_counts_are_those_of_any_number(cells, learned):
    column = np.array(cells)
    quantiles = np.quantile(np.sort(learned), np.linspace(0, 1, 41), method="inverted_cdf")
    # One value that is no count makes the whole column take the other way.
    slowly = normal_scores(np.append(column, 0.5), quantiles)[:-1]
    assert normal_scores(column, quantiles).tolist() == slowly.tolist()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30))
def test_only_small_whole_numbers_are_counts(cells):
    found = as_counts(np.array(cells, dtype=float))
    whole = bool(cells) and all(0 <= cell <= 255 and cell == int(cell) for cell in cells if np.isfinite(cell))
    if whole and all(np.isfinite(cells)):
        assert found is not None
        assert found.tolist() == cells
    else:
        assert found is None


def test_a_category_has_the_bin_of_its_level_and_what_was_never_seen_none():
    axis = Axis("plan", None, ("gold", "tin"))
    column = np.array(["tin", None, "lead", "gold", ""], dtype=object)
    assert axis.bins(column).tolist() == [1, 2, 2, 0, 2]
    assert axis.bins(np.array([np.nan, 3.0])).tolist() == [2, 2]
    assert codes_of(np.array([np.nan, 3.0, 3.0]))[0].tolist() == [-1, 0, 0]


def test_twins_are_found_whether_all_deals_know_a_column_or_not():
    rng = np.random.default_rng(3)
    size = rng.lognormal(size=200)
    gaps = np.where(np.arange(200) % 9 == 0, np.nan, rng.normal(size=200))
    table = Table.of(
        {
            "a": size,
            "b": -3 * size,
            "c": rng.normal(size=200),
            "d": gaps,
            "e": 2 * gaps + 1,
            "f": np.full(200, 4.0),
        }
    )
    assert twins(table) == {"b": "a", "e": "d"}

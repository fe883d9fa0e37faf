"""Filters: what they say, where they err, and that nothing but one error comes out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.win_loss.filters import Fields, matches, parse, written
from crm_ai_plugin.insights.cohort import All, AnyOf, Cohort, Comparison, Condition, Not
from tests.unit.features.win_loss.batches import batch_of

BATCH = batch_of(
    won=[1.0, 0.0, np.nan, 1.0],
    amount=[5_000, 20_000, np.nan, 12_000],
    closed_at=[date(2026, 1, 10), date(2026, 3, 31), None, date(2026, 5, 2)],
    texts={
        "company.industry": ["Banking", "banking", None, "Retail"],
        "custom.Deal Type": ["New", "Renewal", "New", None],
    },
    numbers={"price_pressure": [0, 2, np.nan, 1]},
)


def picked(text: str) -> list[int]:
    return np.flatnonzero(matches(parse(text), Fields(BATCH))).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("industry = 'Banking'", [0, 1]),
        ("industry = Banking and amount > 10000", [1]),
        ("industry != 'Banking'", [3]),
        ("not industry = 'Banking'", [2, 3]),
        ("industry in ('retail', 'BANKING')", [0, 1, 3]),
        ("industry not in ('retail')", [0, 1, 2]),
        ("industry contains 'ank' or amount = 12000", [0, 1, 3]),
        ('"Deal Type" = "new"', [0, 2]),
        ("custom.deal_type is unknown", [3]),
        ("`deal type` is not null", [0, 1, 2]),
        ("price_pressure >= 1", [1, 3]),
        ("closed_at >= 2026-03-31", [1, 3]),
        ("closed_at = '2026-03-31'", [1]),
        ("outcome = won", [0, 3]),
        ("(outcome = won or outcome = open) and not amount < 10000", [2, 3]),
        ("amount = 1.2e4", [3]),
    ],
)
def test_a_filter_picks(text, rows):
    assert picked(text) == rows


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1),
        ("industry", 9),
        ("industry = ", 12),
        ("industry = 'Bank", 12),
        ("industry = 'x' amount = 3", 16),
        ("(industry = 'x'", 16),
        ("amount ; drop table deals", 8),
        ("in = 3", 1),
        ("industry in ()", 14),
        ("amount = 1e999", 10),
    ],
)
def test_an_error_says_where(text, at):
    with pytest.raises(UserInputError, match=f"character {at}:") as caught:
        parse(text)
    assert caught.value.code == "filter_malformed"


def test_a_field_that_is_not_there_names_its_neighbours():
    with pytest.raises(UserInputError) as caught:
        picked("industri = 'x'")
    assert "industry" in (caught.value.hint or "")


@pytest.mark.parametrize("text", ["industry > 3", "amount = lots", "closed_at > soon", "amount contains 3"])
def test_a_value_of_another_kind_is_one_clear_error(text):
    with pytest.raises(UserInputError) as caught:
        picked(text)
    assert caught.value.code == "filter_unfit"


def test_deep_nesting_is_refused_before_it_hurts():
    with pytest.raises(UserInputError, match="nested too deeply"):
        parse("(" * 2_000 + "a = 1" + ")" * 1_900)


_values = st.one_of(
    st.booleans(), st.integers(-(10**12), 10**12).map(float), st.floats(-1e9, 1e9), st.text(max_size=20)
)
_names = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    .filter(str.strip)
    .map(str.strip)
)
_comparisons = st.one_of(
    st.builds(
        Comparison,
        field=_names,
        op=st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "contains"]),
        value=_values,
    ),
    st.builds(Comparison, field=_names, op=st.just("in"), value=st.lists(_values, min_size=1, max_size=4)),
    st.builds(Comparison, field=_names, op=st.just("known"), value=st.booleans()),
)
_conditions: st.SearchStrategy[Condition] = st.recursive(
    _comparisons,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(all=parts), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: AnyOf(any=parts), st.lists(inner, min_size=2, max_size=3)),
        st.builds(Not.of, inner),
    ),
    max_leaves=5,
)


@given(_conditions)
def test_what_is_written_reads_the_same(condition):
    try:
        Cohort(where=condition)
    except ValueError:
        return
    try:
        found = parse(written(condition))
    except UserInputError as error:
        if "nested too deeply" not in str(error):
            raise
        return
    assert found == condition


@given(_conditions)
def test_json_reads_the_same(condition):
    cohort = Cohort.model_construct(where=condition, since=None, until=None, by=None)
    assert Cohort.model_validate(cohort.model_dump(mode="json")).where == condition


@given(st.one_of(st.text(max_size=80), st.text("()'\"`=<>!,andortis 1.e", max_size=60)))
def test_nothing_but_one_kind_of_error_comes_out(text):
    try:
        condition = parse(text)
    except UserInputError as error:
        if error.code != "filter_malformed":
            raise
    else:
        assert parse(written(condition)) == condition


@given(_conditions)
def test_not_turns_every_answer_round(condition):
    try:
        held = matches(condition, Fields(BATCH))
    except UserInputError:
        return
    assert (matches(Not.of(condition), Fields(BATCH)) == ~held).all()

"""What admins and chance decide about advice: strategy, hold-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.deal_coach.methodology import parse_methodology
from crm_ai_plugin.features.deal_coach.strategy import HoldOut, HoldOutTerms, parse_strategy, strategy_of
from crm_ai_plugin.ports.feature import Draft, History
from crm_ai_plugin.records import Company, Outcome
from crm_ai_plugin.runtime.advice.controls import read_document
from tests.unit.features.builders import DealBuilder, closed, coach, deal

TODAY = date(2026, 11, 18)


def busy() -> DealBuilder:
    return (
        deal(amount=10_000.0, currency="EUR", pipeline="Renewals")
        .person("dana", "champion")
        .person("victor", "economic_buyer")
        .mail_out(9)
        .mail_in(3, "The price is too high. Is training included?", thread_id="t1")
    )


def under(**strategy: Any) -> Draft:
    parse_strategy(strategy)
    return coach(busy().build(), None, History(controls={"strategy": strategy}))


def keys(draft: Draft) -> list[str]:
    return [action["key"] for action in draft.payload["actions"]]


def test_without_a_strategy_nothing_is_different() -> None:
    assert under().payload == coach(busy().build()).payload
    assert coach(busy().build()).payload["left_out"] == []


def test_an_action_that_is_off_is_left_out_and_said_so() -> None:
    (first, *_) = keys(coach(busy().build()))
    draft = under(actions_off=[first])
    assert first not in keys(draft)
    assert [(one["key"], one["why"]) for one in draft.payload["left_out"]] == [
        (first, "Switched off in the strategy of this workspace.")
    ]
    logged = {r.key: r for r in draft.recommendations}[first]
    assert (logged.shown, logged.rank, logged.propensity) == (False, None, 0.0)


def test_a_favoured_theme_moves_up_without_a_change_of_what_it_is_said_to_bring() -> None:
    plain = coach(busy().build())
    favoured = under(themes={"commercial": 4.0})
    assert keys(favoured)[0] == "confirm_budget" != keys(plain)[0]
    before = next(a for a in plain.payload["actions"] if a["key"] == "confirm_budget")
    after = favoured.payload["actions"][0]
    assert (after["effect"], after["confidence"]) == (before["effect"], before["confidence"])
    assert after["note"] == "Favoured by the strategy of this workspace."


@pytest.mark.parametrize(
    ("window", "counts"),
    [
        ({"from": "2026-11-18", "until": "2026-11-18"}, True),
        ({"until": "2026-11-18"}, True),
        ({"from": "2026-11-19"}, False),
        ({"until": "2026-11-17"}, False),
    ],
)
def test_weights_count_on_their_days_alone(window: dict[str, str], counts: bool) -> None:
    draft = under(weights=[{**window, "actions": {"confirm_budget": 4.0}}])
    assert (keys(draft)[0] == "confirm_budget") is counts


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ({"pipelines": ["renewals "]}, True),
        ({"pipelines": ["New"]}, False),
        ({"amount_below": 10_000}, False),
        ({"amount_at_least": 10_000}, True),
        ({"amount_at_least": 5_000, "pipelines": ["New"]}, False),
        ({"employees_below": 50}, True),
        ({"countries": ["DE"]}, True),
        ({"fields": {"tier": ["3"]}}, True),
        ({"sources": ["web"]}, False),  # not known
    ],
)
def test_a_segment_means_the_deals_on_which_all_its_conditions_hold(where: Any, meant: bool) -> None:
    company = Company(id="c", employees=20, country="de")
    snapshot = busy().deal(custom={"tier": 3}).build().model_copy(update={"company": company})
    document = {"exclude": [{"name": "the small", "where": where, "because": "sold by partners"}]}
    parse_strategy(document)
    draft = coach(snapshot, None, History(controls={"strategy": document}))
    assert (keys(draft) == []) is meant
    if meant:
        says = "No recommendations: the strategy of this workspace leaves the small out (sold by partners)."
        assert draft.payload["excluded"] == says == draft.payload["headline"]
        assert draft.payload["score"]["p_win"] == coach(snapshot).payload["score"]["p_win"]
        assert not any(r.shown or r.propensity for r in draft.recommendations)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "mapping"),
        ({"actions_of": []}, "actions_of"),
        ({"actions_off": ["confirm_budgte"]}, "confirm_budgte"),
        ({"themes": {"comercial": 2}}, "comercial"),
        ({"themes": {"commercial": 9}}, "themes.commercial"),
        ({"weights": [{"from": "2026-02-01", "until": "2026-01-01"}]}, "until lies before from"),
        ({"exclude": [{"name": "all", "where": {}}]}, "at least one condition"),
        ({"hold_out": {"share": 0.9}}, "hold_out.share"),
        ({"hold_out": {"share": float("nan")}}, "hold_out.share"),
    ],
)
def test_a_mistake_in_a_strategy_is_named(document: object, says: str) -> None:
    with pytest.raises(UserInputError) as caught:
        parse_strategy(document)
    assert says in str(caught.value)
    assert caught.value.code == "strategy_invalid"


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(UserInputError) as caught:
        parse_strategy({"actions_off": ["confirm_budgte"]})
    assert caught.value.hint == "did you mean confirm_budget?"


def test_gaps_of_the_methodology_have_a_theme_that_can_be_weighed() -> None:
    controls: dict[str, dict[str, Any]] = {
        "methodology": {"key": "spiced"},
        "strategy": {"themes": {"methodology": 4.0}},
    }
    parse_strategy(controls["strategy"])
    snapshot = busy().build()
    plain = coach(snapshot, None, History(controls={"methodology": {"key": "spiced"}}))
    weighed = coach(snapshot, None, History(controls=controls))
    gaps = [key for key in keys(weighed) if key.startswith("gap_")]
    assert gaps
    ranks = [{r.key: r.rank or 99 for r in draft.recommendations}[gaps[0]] for draft in (weighed, plain)]
    assert ranks[0] < ranks[1]


def test_what_is_stored_reads_back_the_same() -> None:
    document = {
        "weights": [{"from": "2026-01-01", "themes": {"commercial": 2.0}}],
        "actions_off": ["set_amount"],
    }
    strategy = parse_strategy(document)
    assert strategy_of(strategy.model_dump(mode="json", by_alias=True, exclude_defaults=True)) == strategy


# Hold-out ---------------------------------------------------------------------------------------------------


def drawn(share: float, unit: Any = "action", salt: str = "s", deal_id: str = "d1") -> Draft:
    snapshot = busy().build()
    snapshot = snapshot.model_copy(update={"deal": snapshot.deal.model_copy(update={"id": deal_id})})
    document = {"hold_out": {"share": share, "unit": unit, "salt": salt}}
    return coach(snapshot, None, History(controls={"strategy": document}))


def test_the_chance_is_logged_of_what_was_shown_and_of_what_was_held_back() -> None:
    everything = keys(drawn(0.0))
    held = 0
    for salt in "abcdefgh":
        draft = drawn(0.4, salt=salt)
        to_show = [r for r in draft.recommendations if r.rank is not None]
        # Nothing takes the place of what is held back, so that the chance is exactly known.
        assert [r.key for r in sorted(to_show, key=lambda r: r.rank or 0)] == everything
        assert {r.propensity for r in to_show} == {0.6}
        assert [r.key for r in to_show if r.shown] == keys(draft)
        assert not any(r.propensity for r in draft.recommendations if r.rank is None)
        held += len(to_show) - len(keys(draft))
    assert held > 0


def test_whole_deals_are_held_back_where_an_admin_says_so() -> None:
    counts = {len(keys(drawn(0.5, unit="deal", deal_id=f"d{i}"))) for i in range(12)}
    assert counts == {0, len(keys(drawn(0.0)))}


def test_a_deal_that_is_over_is_no_part_of_the_draw() -> None:
    document = {"hold_out": {"share": 0.5, "unit": "deal", "salt": "s"}}
    for place in range(8):
        snapshot = closed(Outcome.LOST).build()
        snapshot = snapshot.model_copy(update={"deal": snapshot.deal.model_copy(update={"id": f"d{place}"})})
        draft = coach(snapshot, None, History(controls={"strategy": document}))
        assert keys(draft)
        assert {r.propensity for r in draft.recommendations if r.shown} == {1.0}


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.text(max_size=8), st.text(max_size=8))
def test_a_larger_share_only_adds(one: float, other: float, deal_id: str, action: str) -> None:
    small, large = (HoldOut(HoldOutTerms(share=s, salt="s"), "c", deal_id) for s in sorted((one, other)))
    assert large.holds_back(action) or not small.holds_back(action)
    assert small.holds_back(action) == HoldOut(small.terms, "c", deal_id).holds_back(action)


def test_draws_are_even_and_of_each_salt_anew() -> None:
    first, second = (HoldOut(HoldOutTerms(share=0.2, salt=salt), "c", "") for salt in ("a", "b"))
    keys_ = [str(i) for i in range(4000)]
    a, b = ({k for k in keys_ if one.holds_back(k)} for one in (first, second))
    assert 720 <= len(a) <= 880
    assert 110 <= len(a & b) <= 215


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "exclude",
                    "where",
                    "themes",
                    "weights",
                    "hold_out",
                    "share",
                    "name",
                    "key",
                    "label",
                    "elements",
                    "filled_by",
                    "fact",
                    "from",
                ]
            )
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def code_of(act: Callable[[], object]) -> str | None:
    try:
        act()
    except UserInputError as error:
        return error.code
    return None


@given(JSON)
def test_whatever_is_written_is_a_document_or_one_clear_error(document: object) -> None:
    for parse in (parse_strategy, parse_methodology):
        assert code_of(lambda: parse(document)) in (None, "strategy_invalid", "methodology_invalid")  # noqa: B023


@given(st.text(max_size=200))
def test_whatever_stands_in_a_file_is_data_or_one_clear_error(text: str) -> None:
    assert code_of(lambda: read_document("s.yaml", text, "strategy_invalid")) in (None, "strategy_invalid")

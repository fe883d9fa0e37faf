"""What people's answers do to what is suggested next: on this deal, to this rep, for customers like this."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.features.deal_coach.preferences import LEAST, MOST, Preferences
from crm_ai_plugin.insights import ActionState
from crm_ai_plugin.ports.feature import Draft, History, Tally
from tests.unit.features.builders import NOW, DealBuilder, coach, deal

KEY = "answer_question"


def busy() -> DealBuilder:
    return (
        deal(amount=10_000.0, currency="EUR")
        .person("dana", "champion")
        .person("victor", "economic_buyer")
        .mail_out(9)
        .mail_in(3, "Is training included in the price?", thread_id="t1")
    )


def action(draft: Draft, key: str = KEY) -> Any:
    return next((one for one in draft.payload["actions"] if one["key"] == key), None)


def told(*tallies: Tally, **more: Any) -> Draft:
    return coach(busy().build(), None, History(tallies=tallies, **more))


def factor(*tallies: Tally) -> float:
    class Fake:
        candidate = type("c", (), {"key": KEY, "trigger": "x"})

    return Preferences(History(tallies=tallies)).of(Fake()).factor  # type: ignore[arg-type]  # all it looks at


def no(n: int, code: str = "not_relevant", *, here: int = 0, rep: int = 0, age: int = 0) -> Tally:
    return Tally(KEY, "dismissed", code, age, n, here, rep)


def yes(n: int, *, here: int = 0, rep: int = 0, age: int = 0) -> Tally:
    return Tally(KEY, "done", None, age, n, here, rep)


def test_dismissals_for_customers_like_this_move_it_down_and_the_insight_says_why() -> None:
    place = keys_of(told()).index(KEY)
    draft = told(no(12, here=12, rep=12), yes(2, here=2, rep=2))
    assert KEY not in keys_of(draft) or keys_of(draft).index(KEY) > place
    note = action(draft) or next(one for one in draft.payload["left_out"] if one["key"] == KEY)
    assert (note.get("note") or note["why"]) == (
        "Suggested less: 12 of 14 like it were dismissed for customers of this size, mostly as not relevant."
    )


def keys_of(draft: Draft) -> list[str]:
    return [one["key"] for one in draft.payload["actions"]]


def test_the_effect_stays_what_it_is() -> None:
    plain, less = told(), told(no(2))
    assert action(plain)["effect"] == action(less)["effect"]
    assert action(plain)["confidence"] == action(less)["confidence"]


def test_one_dismissal_elsewhere_hardly_counts_and_many_never_kill() -> None:
    assert factor(no(1)) > 0.85
    assert factor(no(1, here=1, rep=1)) > 0.65
    assert factor(no(1000, here=1000, rep=1000)) == pytest.approx(LEAST)
    assert factor(yes(1000, here=1000, rep=1000)) <= MOST


def test_those_nearer_count_more() -> None:
    assert factor(no(6, here=6)) < factor(no(6))
    assert factor(no(6, rep=6)) < factor(no(6))


def test_what_was_long_ago_and_what_says_little_counts_less() -> None:
    assert factor(no(6, here=6)) < factor(no(6, here=6, age=2))
    assert factor(no(6, here=6)) < factor(no(6, "bad_timing", here=6))
    assert factor(no(6, "already_done", here=6)) >= 1.0


COUNTS = st.integers(0, 200)
TALLIES = st.lists(
    st.builds(
        lambda state, code, age, n, here, rep: Tally(
            KEY, state, code if state == "dismissed" else None, age, n, min(n, here), min(n, rep)
        ),
        st.sampled_from(["done", "dismissed"]),
        st.sampled_from(
            ["not_relevant", "already_done", "wrong_facts", "bad_timing", "wont_work", "other", None]
        ),
        st.integers(0, 2),
        COUNTS,
        COUNTS,
        COUNTS,
    ),
    max_size=6,
)


@given(TALLIES)
def test_no_answers_do_more_than_they_may(tallies: list[Tally]) -> None:
    assert LEAST <= factor(*tallies) <= MOST


@given(TALLIES, st.sampled_from([0, 1, 2]))
def test_a_further_dismissal_never_helps(tallies: list[Tally], age: int) -> None:
    other = Tally("review_plan", "done", None, 0, 50)
    more = no(3, here=3, rep=3, age=age)
    assert factor(*tallies, other, more) <= factor(*tallies, other) + 1e-9


def test_an_admin_can_switch_learning_off() -> None:
    tallies = (no(9, here=9, rep=9),)
    controls = {"strategy": {"learn_from_dismissals": False}}
    assert told(*tallies, controls=controls).payload == told().payload


# On this deal -----------------------------------------------------------------------------------------------


def dismissed(code: str, *, days: float = 1, key: str = KEY, facts: str | None = None) -> Draft:
    first = coach(busy().build())
    trigger = next(r.trigger for r in first.recommendations if r.key == key)
    state = ActionState.model_validate(
        {"state": "dismissed", "reason_code": code, "at": NOW - timedelta(days=days)}
    )
    history = History(states={key: state}, state_facts={key: trigger if facts is None else facts})
    return coach(busy().build(), None, history)


def test_the_wrong_time_passes_by_itself() -> None:
    assert action(dismissed("bad_timing", days=13)) is None
    assert action(dismissed("bad_timing", days=15)) is not None
    assert action(dismissed("not_relevant", days=15)) is None


def test_what_wont_work_is_not_tried_again_as_soon_as_a_fact_moves() -> None:
    assert action(dismissed("wont_work", days=30, facts="unanswered_question=9")) is None
    assert action(dismissed("not_relevant", days=30, facts="unanswered_question=9")) is not None
    assert action(dismissed("wont_work", days=91, facts="unanswered_question=9")) is not None


def test_a_fact_called_wrong_is_doubted_in_whatever_else_rests_on_it() -> None:
    plain = coach(busy().build())
    rests = {r.key: set(r.trigger.split("|")) for r in plain.recommendations}
    shared = [key for key in rests if key != "find_champion" and rests[key] & rests["reach_economic_buyer"]]
    assert "reach_economic_buyer" in shared
    draft = dismissed("wrong_facts", key="answer_question", facts=next(iter(rests["reach_economic_buyer"])))
    doubted = action(draft, "reach_economic_buyer") or next(
        one for one in draft.payload["left_out"] if one["key"] == "reach_economic_buyer"
    )
    assert "called wrong on this deal" in (doubted.get("note") or doubted["why"])

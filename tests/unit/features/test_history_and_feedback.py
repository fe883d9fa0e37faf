"""What a person did, and what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.features.deal_coach import fingerprint as names
from crm_ai_plugin.features.deal_coach.assessment import Weighed
from crm_ai_plugin.features.deal_coach.candidates import candidate_specs
from crm_ai_plugin.features.deal_coach.weighing import business_day
from crm_ai_plugin.insights import ActionState, Insight, Subject
from crm_ai_plugin.ports.feature import Draft, History
from crm_ai_plugin.records import DealSnapshot, Outcome
from tests.unit.features.builders import NOW, DealBuilder, closed, coach, deal, healthy
from tests.unit.features.test_insight_laws import LEARNED, OPEN, SNAPSHOTS

QUESTION = "Is training included in the price?"


def busy() -> DealBuilder:
    return (
        deal(amount=10_000.0, currency="EUR")
        .person("dana", "champion")
        .person("victor", "economic_buyer")
        .mail_out(9)
        .mail_in(3, QUESTION, thread_id="t1")
    )


def insight_of(snapshot: DealSnapshot, draft: Draft) -> Insight:
    return Insight(
        id="ins_1",
        kind="deal_coach",
        subject=Subject(type="deal", id=snapshot.deal.id),
        connection=snapshot.connection,
        version=1,
        as_of=snapshot.as_of,
        engine_version="1",
        coverage=draft.coverage,
        changes=list(draft.changes),
        evidence=list(draft.evidence),
        payload=dict(draft.payload),
        fingerprint=draft.fingerprint,
    )


def shown(draft: Draft) -> set[str]:
    return {action["key"] for action in draft.payload["actions"]}


def trigger_of(draft: Draft, key: str) -> str:
    return next(r.trigger for r in draft.recommendations if r.key == key)


@pytest.mark.parametrize("state", ["dismissed", "done"])
def test_what_was_settled_stays_away_until_its_trigger_changes(state: str) -> None:
    first = coach(busy().build())
    assert "answer_question" in shown(first)
    history = History(
        states={"answer_question": ActionState.model_validate({"state": state})},
        state_facts={"answer_question": trigger_of(first, "answer_question")},
    )
    assert "answer_question" not in shown(coach(busy().build(), None, history))
    logged = {r.key: r for r in coach(busy().build(), None, history).recommendations}
    assert (logged["answer_question"].shown, logged["answer_question"].propensity) == (False, 0.0)
    asked_again = busy().mail_in(1, "And how long does the set-up take?", thread_id="t2")
    assert "answer_question" in shown(coach(asked_again.build(), None, history))


def test_a_trigger_does_not_tick_with_the_days() -> None:
    first = coach(busy().build())
    next_day = busy().build().model_copy(update={"as_of": NOW + timedelta(days=1)})
    assert trigger_of(first, "answer_question") == trigger_of(coach(next_day), "answer_question")


def test_snoozed_until_its_time() -> None:
    later = History(states={"answer_question": ActionState(state="snoozed", until=NOW + timedelta(hours=1))})
    over = History(states={"answer_question": ActionState(state="snoozed", until=NOW - timedelta(hours=1))})
    assert "answer_question" not in shown(coach(busy().build(), None, later))
    assert "answer_question" in shown(coach(busy().build(), None, over))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SNAPSHOTS))
def test_all_that_was_considered_is_logged_with_its_chance(snapshot: DealSnapshot) -> None:
    draft = coach(snapshot, LEARNED)
    ranks = [r.rank for r in draft.recommendations if r.shown]
    assert sorted(ranks) == list(range(1, len(draft.payload["actions"]) + 1))  # type: ignore[type-var]
    assert {r.key for r in draft.recommendations if r.shown} == shown(draft)
    assert all(r.propensity == float(r.shown) for r in draft.recommendations)
    assert all(r.trigger for r in draft.recommendations)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OPEN))
def test_a_minute_later_it_is_the_same_advice(snapshot: DealSnapshot) -> None:
    # Records of the world carry whole minutes of the working day; a minute later no day has ended for them.
    now = snapshot.as_of.replace(hour=3, minute=30, second=0)
    first = snapshot.model_copy(update={"as_of": now})
    again = snapshot.model_copy(update={"as_of": now + timedelta(minutes=1)})
    draft = coach(first, LEARNED)
    second = coach(again, LEARNED, History(last=insight_of(first, draft)))
    assert second.fingerprint == draft.fingerprint
    assert second.changes == ()


def test_a_small_step_over_a_border_is_no_new_advice() -> None:
    snapshot = busy().build()
    draft = coach(snapshot)
    last = insight_of(snapshot, draft)
    for shift, same in ((0.015, True), (-0.015, True), (0.05, False)):
        value = draft.payload["score"]["p_win"]["value"] + shift
        score = {**last.payload["score"], "p_win": {**last.payload["score"]["p_win"], "value": value}}
        moved = last.model_copy(update={"payload": {**last.payload, "score": score}})
        # The fingerprint that stood at that value, one step away from today's.
        feature_actions = _actions(snapshot)
        before = names._name(feature_actions, round(value / names._STEP))
        moved = moved.model_copy(update={"fingerprint": before})
        assert (coach(snapshot, None, History(last=moved)).fingerprint == before) is same


def _actions(snapshot: DealSnapshot) -> Sequence[Weighed]:
    feature = DealCoach()
    return feature.assess(feature.facts(snapshot, None), None, History()).actions


def test_a_new_mail_changes_the_advice_and_says_why() -> None:
    before = busy().build()
    last = insight_of(before, coach(before))
    after = (
        busy()
        .mail_in(
            0.1,
            "Bad news, the budget is frozen. We have no budget left and must pause the project.",
            thread_id="t3",
        )
        .build()
    )
    draft = coach(after, None, History(last=last, causes=("email.created 77",)))
    assert draft.fingerprint != last.fingerprint
    told = [change.what for change in draft.changes]
    assert any("Budget said to be frozen or missing: 0 mentions before, now 1 mention" in t for t in told), (
        told
    )
    assert any(t.startswith("Chance to win went from") for t in told)
    assert told[-1] == "Updated because of: email.created 77"
    by_id = {e.id: e for e in draft.evidence}
    frozen = next(c for c in draft.changes if c.what.startswith("Budget said"))
    assert [by_id[i].quote for i in frozen.because] == ["Bad news, the budget is frozen."]


def test_a_mail_that_came_as_many_events_is_one_cause() -> None:
    before = busy().build()
    last = insight_of(before, coach(before))
    after = busy().mail_in(0.1, "We have no budget left and must pause.", thread_id="t3").build()
    told = coach(after, None, History(last=last, causes=("a", "b", "a", "c", "d", "e"))).changes
    assert [one.what for one in told if one.what.startswith("Updated")] == [
        "Updated because of: a, b and c, and 2 more"
    ]


def test_a_mail_spoke_and_a_call_spoke() -> None:
    for build, said in (("mail_in", "an e-mail spoke"), ("call", "a call spoke")):
        made = getattr(busy(), build)(1, "The budget is frozen, we have no budget left.").build()
        whys = [action["why"] for action in coach(made).payload["actions"]]
        assert any(said in why for why in whys), whys


def test_what_became_visible_is_told_as_such() -> None:
    before = deal().person("dana").hide("email", "call", "meeting", "note").build()
    after = deal().person("dana").mail_in(2).build()
    told = [c.what for c in coach(after, None, History(last=insight_of(before, coach(before)))).changes]
    assert any("not measurable before" in t for t in told)


@pytest.mark.parametrize(("outcome", "value"), [(Outcome.WON, 1.0), (Outcome.LOST, 0.0)])
def test_a_closed_deal_states_its_outcome(outcome: Outcome, value: float) -> None:
    payload = coach(closed(outcome).person("dana").mail_in(9).build()).payload
    p = payload["score"]["p_win"]
    assert (p["value"], p["low"], p["high"], p["n"]) == (value, value, value, 0)
    assert p["basis"].startswith("closed")
    assert payload["headline"].startswith(outcome.value.capitalize())
    assert len(payload["actions"]) >= 3
    assert all(a["effect"]["p_win_if_done"]["value"] == value for a in payload["actions"])


def test_themes_take_turns_and_nothing_contradicts() -> None:
    specs = {spec.key: spec for spec in candidate_specs()}
    for snapshot in OPEN:
        keys = [a["key"] for a in coach(snapshot, LEARNED).payload["actions"]]
        for key in keys:
            assert not specs[key].conflicts & set(keys)


def test_the_most_worthwhile_comes_first() -> None:
    draft = coach(busy().build())
    worth = [
        (a["effect"]["p_win_if_done"]["value"] - draft.payload["score"]["p_win"]["value"])
        * a["confidence"]["value"]
        for a in draft.payload["actions"]
    ]
    assert worth == sorted(worth, reverse=True)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_business_days(today: date, days: int) -> None:
    due = business_day(today, days)
    assert due >= today
    assert due.weekday() < 5
    assert business_day(today, days + 1) > due


def test_the_healthy_deal_is_likelier_won_than_the_busy_one() -> None:
    healthy_p = coach(healthy().build()).payload["score"]["p_win"]["value"]
    assert healthy_p > coach(busy().build()).payload["score"]["p_win"]["value"]

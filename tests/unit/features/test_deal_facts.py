"""Each fact on a deal made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crm_ai_plugin.facts import Fact
from crm_ai_plugin.records import ActivityType, Direction, Outcome
from tests.unit.features.builders import NOW, DealBuilder, deal

BENCHMARKS: dict[str, Any] = {
    "stages": {"": {"proposal": {"n": 30, "p25": 5.0, "p50": 10.0, "p75": 18.0, "p90": 30.0}}},
    "stage_order": {"": {"discovery": 0.0, "proposal": 0.5, "negotiation": 1.0}},
    "cycle_days": {"n": 30, "p50": 80.0, "p75": 100.0},
    "amounts": {"EUR": {"n": 30, "p50": 10_000.0}},
    "competitors": ["Fieldara"],
}


def base() -> DealBuilder:
    return deal().person("dana", "champion", title="Head of Operations").person("victor", "economic_buyer")


CASES: list[tuple[str, DealBuilder, Any]] = [
    ("stage", deal(stage="proposal"), "proposal"),
    ("stage_position", deal(stage="proposal"), 0.5),
    ("time_in_stage", deal().stage(20, "discovery").stage(12, "proposal", "discovery"), 12),
    ("stage_overrun", deal().stage(19.6, "proposal"), 1.95),
    ("stage_regressions", deal().stage(20, "negotiation").stage(5, "proposal", "negotiation"), 1),
    ("stage_regressions", deal().stage(20, "discovery").stage(5, "proposal", "discovery"), 0),
    ("deal_age", deal(), 40),
    ("age_vs_won", deal(), 0.51),
    ("days_to_close", deal(expected_close_at=date(2026, 11, 28)), 10),
    ("close_date_past", deal(expected_close_at=date(2026, 11, 1)), True),
    ("close_date_past", deal(expected_close_at=date(2026, 11, 18)), False),
    (
        "close_date_pushes",
        deal()
        .change(9, "expected_close_at", "2026-10-01T00:00:00Z", "2026-11-01")
        .change(8, "expected_close_at", "2026-11-01", "2026-10-15")
        .change(2, "expected_close_at", "2026-10-15", "2026-12-15")
        .change(1, "expected_close_at", "", "nonsense"),
        2,
    ),
    ("days_since_two_way", base().mail_in(9).mail_out(2), 9),
    ("days_since_two_way", base().mail_in(9).call(2), 2),
    ("days_since_two_way", base().mail_in(9).call(2, duration_s=0), 9),
    ("days_since_inbound", base().mail_in(9.9).mail_out(2), 9),
    ("days_since_outbound", base().mail_in(9).mail_out(2), 2),
    ("touches_14d", base().mail_in(20).mail_in(13).mail_out(2).note(1, "x"), 2),
    ("touches_30d", base().mail_in(31).mail_in(20).mail_out(2), 2),
    ("touch_trend", base().mail_in(40).mail_in(20).mail_in(19).mail_in(18).mail_out(3), 0.5),
    (
        "reply_hours",
        base().mail_out(9).mail_in(8).mail_out(7).mail_in(5).mail_out(4).mail_in(3),
        24.0,
    ),
    (
        "reply_trend",
        base()
        .mail_out(30)
        .mail_in(29)
        .mail_out(28)
        .mail_in(27)
        .mail_out(20)
        .mail_in(17)
        .mail_out(16)
        .mail_in(13)
        .mail_out(10)
        .mail_in(7),
        3.0,
    ),
    ("waiting_on_buyer", base().mail_in(20).mail_out(12).mail_out(6), 6),
    ("waiting_on_buyer", base().mail_out(12).mail_in(5), 0),
    ("unanswered_question", base().mail_in(3, "Is training included in the price?", thread_id="t"), 1),
    (
        "unanswered_question",
        base().mail_in(3, "Is it included in the price?", thread_id="t").mail_out(2, thread_id="t"),
        0,
    ),
    ("people_engaged", base().mail_in(90).mail_in(5, who="victor"), 2),
    ("people_engaged_30d", base().mail_in(90).mail_in(5, who="victor"), 1),
    ("people_engaged_60d", base().mail_in(50).mail_in(5, who="victor").mail_out(1, who="stranger"), 2),
    ("single_threaded", base().mail_in(50).mail_in(5), True),
    ("quiet_people", base().mail_in(50).mail_in(5, who="victor"), 1),
    ("roles_covered", base(), 2),
    ("champion_known", base(), True),
    ("champion_known", deal().person("dana"), False),
    ("champion_active", base().mail_in(45), False),
    ("champion_active", base().mail_in(5), True),
    ("champion_active", base(), False),
    ("economic_buyer_known", deal().person("x", "decision_maker"), True),
    ("economic_buyer_reached", base().mail_in(3), False),
    ("economic_buyer_reached", base().meeting(3, "dana", "victor"), True),
    ("blocker_present", base().person("helen", "blocker"), True),
    ("senior_reached", base().mail_in(3), True),
    ("senior_reached", deal().person("tom", title="Planner").mail_in(3, who="tom"), False),
    ("senior_reached", deal().person("tom", seniority="c_level").mail_in(3, who="tom"), True),
    ("next_meeting", base().meeting(-3), True),
    ("next_meeting", base().meeting(3), False),
    ("meetings_held", base().meeting(3).meeting(9).meeting(-3), 2),
    ("meetings_held", base().meeting(3, body="They didn't show up."), 0),
    ("no_shows", base().meeting(3, body="They didn't show up."), 1),
    ("overdue_tasks", base().task(3).task(5, done=True).task(-2), 1),
    ("overdue_tasks", base().task(3, done=None).task(60, done=None), 1),
    ("meeting_without_recap", base().meeting(3), True),
    ("meeting_without_recap", base().meeting(3).mail_out(2), False),
    ("competitor_mentions", base().mail_in(3, "Fieldara made us an offer.").note(2, "nothing"), 1),
    ("competitor_on_record", deal(competitors=("Zeta", "Acme")), "Acme, Zeta"),
    ("price_pressure", base().mail_in(3, "Your quote is too expensive."), 1),
    ("price_pressure", base().mail_out(3, "I know that we are too expensive for some."), 0),
    ("price_pressure", base().mail_in(200, "Your quote is too expensive."), 0),
    ("budget_blocked", base().mail_in(3, "The budget is frozen."), 1),
    ("budget_blocked", base().mail_in(9, "The budget is frozen.").mail_in(3, "The budget is approved."), 0),
    ("budget_approved", base().mail_in(3, "The budget is approved."), 1),
    ("amount_change", deal().change(9, "amount", "100000", "85000"), -0.15),
    ("amount_change", deal(), 0.0),
    ("amount_vs_usual", deal(amount=25_000.0, currency="EUR"), 2.5),
    ("largest_discount", deal().line("A", 0.1).line("B", 0.25), 0.25),
    ("requirement_gap", base().note(3, "Missing requirement: single sign-on."), 1),
    ("security_review", base().mail_in(3, "Please fill in our security questionnaire."), 1),
    ("legal_procurement", base().mail_in(3, "Our legal team has sent redlines."), 1),
    ("authority_talk", base().mail_in(3, "It needs the approval of the board."), 1),
    ("decision_criteria", base().note(3, "Decision criteria: price, uptime."), 1),
    ("pain", base().mail_in(3, "We waste hours every week."), 1),
    ("champion_leaving", base().mail_in(3, "I am leaving the company in May."), 1),
    ("risk_words", base().mail_in(3, "The project is on hold."), 1),
    ("risk_words", base().mail_in(3, "We are going through a restructuring."), 1),
    ("delay_talk", base().mail_in(3, "We have to postpone the decision."), 1),
    ("timeline_pressure", base().mail_in(3, "There is a hard deadline."), 1),
    ("buying_signals", base().mail_in(3, "Please send us the contract."), 1),
    ("next_step_agreed", base().mail_in(3, "As agreed, I will call you."), 1),
    ("next_step_agreed", base().mail_in(35, "As agreed, I will call you."), 0),
    ("amount_set", deal(amount=5.0), True),
    ("amount_set", deal(amount=0.0), False),
    ("close_date_set", deal(), False),
    ("company_linked", deal(company_id="c"), True),
    ("contacts_linked", base(), 2),
    ("roles_recorded", base().person("x"), 2),
    ("activities_logged", base().mail_in(3).task(-4), 1),
    ("outcome", deal(outcome=Outcome.WON, closed_at=NOW), "won"),
    ("loss_reason", deal(outcome=Outcome.LOST, loss_reason="price"), "price"),
    ("loss_reason", deal(outcome=Outcome.LOST), ""),
]


@pytest.mark.parametrize(
    ("key", "builder", "value"), CASES, ids=[f"{k}-{i}" for i, (k, _, _) in enumerate(CASES)]
)
def test_value(key: str, builder: DealBuilder, value: object) -> None:
    fact = builder.facts(BENCHMARKS)[key]
    assert fact.state == "measured", fact.reason
    assert fact.value == pytest.approx(value) if isinstance(value, float) else fact.value == value
    assert fact.evidence


UNKNOWN: list[tuple[str, DealBuilder, str]] = [
    ("days_since_inbound", base().hide("email", "call"), "missing"),
    ("days_since_two_way", base(), "missing"),
    ("time_in_stage", base().hide("stage_change"), "missing"),
    ("time_in_stage", base(), "missing"),
    ("close_date_pushes", base().hide("field_change"), "missing"),
    ("next_meeting", base().hide("meeting"), "missing"),
    ("meeting_without_recap", base().meeting(3).hide("email"), "missing"),
    ("meeting_without_recap", base().meeting(30), "not_applicable"),
    ("people_engaged", deal().mail_in(3), "missing"),
    ("champion_active", deal().person("x").mail_in(2), "not_applicable"),
    ("economic_buyer_reached", deal().person("x").mail_in(2), "not_applicable"),
    ("roles_covered", deal().person("x"), "missing"),
    ("senior_reached", deal().person("x").mail_in(2, who="x"), "missing"),
    ("competitor_mentions", base(), "missing"),
    ("price_pressure", base().hide("email", "call", "meeting", "note"), "missing"),
    ("touch_trend", base().mail_in(3), "missing"),
    ("reply_trend", base().mail_in(3), "missing"),
    ("days_to_close", base(), "missing"),
    ("stage", deal(stage=None), "missing"),
    ("deal_age", deal(created_at=None), "missing"),
    ("largest_discount", deal(), "missing"),
    ("outcome", deal(), "not_applicable"),
]


@pytest.mark.parametrize(
    ("key", "builder", "state"), UNKNOWN, ids=[f"{k}-{i}" for i, (k, _, _) in enumerate(UNKNOWN)]
)
def test_what_can_not_be_measured_says_why(key: str, builder: DealBuilder, state: str) -> None:
    fact = builder.facts(BENCHMARKS)[key]
    assert (fact.state, fact.value, fact.evidence) == (state, None, ())
    assert fact.reason is not None


def test_an_activity_in_the_snapshot_makes_its_type_visible() -> None:
    assert base().hide("email").mail_in(2).facts()["days_since_inbound"].value == 2


def _about(facts: dict[str, Fact], id_: str) -> list[str]:
    found = []
    for fact in facts.values():
        for evidence in fact.evidence:
            named = {str(value) for value in evidence.what.params.values()}
            if evidence.record.id == id_ or evidence.quote or any(id_.capitalize() in name for name in named):
                found.append(fact.key)
    return found


def test_a_person_who_must_not_be_profiled_is_neither_counted_named_nor_read() -> None:
    body = "The budget is frozen. Is training included in the price?"
    facts = (
        deal()
        .person("nora", "champion", do_not_profile=True)
        .mail_in(3, body, "nora")
        .meeting(2, "nora")
        .facts()
    )
    assert facts["days_since_inbound"].value == 3
    assert facts["people_engaged"].state == "missing"
    assert facts["champion_known"].state == "missing"
    assert facts["unanswered_question"].value == 0
    assert facts["budget_blocked"].value != 1
    assert _about(facts, "nora") == []


def test_a_note_about_somebody_barred_is_not_read() -> None:
    facts = (
        deal()
        .person("nora", do_not_profile=True)
        .add(ActivityType.NOTE, 3, None, "The budget is frozen.", "nora")
        .add(ActivityType.EMAIL, 2, Direction.OUTBOUND, "Hello", "nora")
        .facts()
    )
    assert facts["budget_blocked"].value is None


@pytest.mark.parametrize("key", ["price_pressure", "unanswered_question"])
def test_quotes_are_verbatim(key: str) -> None:
    body = "Hi,\n\nyour quote is too expensive.  What can\nyou do about it for us?\n\nRegards,\nDana"
    (evidence,) = base().mail_in(3, body).facts()[key].evidence
    assert evidence.quote is not None
    assert evidence.quote in body


def test_subjects_about_somebody_barred_are_not_shown() -> None:
    facts = (
        deal()
        .person("nora", do_not_profile=True)
        .add(ActivityType.TASK, 3, None, "", "nora", subject="Ask Nora", done=False)
        .meeting(-2, "nora", subject="Lunch with Nora")
        .meeting(2, "nora", subject="Nora's demo")
        .mail_out(7, who="nora", subject="For Nora")
        .facts()
    )
    assert facts["overdue_tasks"].value == 1
    shown = [v for f in facts.values() for e in f.evidence for v in e.what.params.values()]
    shown += [v for f in facts.values() for v in f.detail.values()]
    assert not [v for v in shown if "Nora" in str(v)]

"""Every candidate is reachable, and goes away with what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm_ai_plugin.facts import fact_specs
from crm_ai_plugin.features.deal_coach.candidates import candidate_specs
from crm_ai_plugin.features.deal_coach.learning import SCHEMA
from crm_ai_plugin.features.deal_coach.wording import catalogue, languages
from crm_ai_plugin.records import Outcome
from tests.unit.features.builders import DealBuilder, closed, coach, deal, healthy
from tests.unit.features.test_deal_facts import BENCHMARKS

LEARNED = {**BENCHMARKS, "schema": SCHEMA}


def base() -> DealBuilder:
    return (
        deal(company_id="c")
        .person("dana", "champion", title="Planner")
        .person("victor", "economic_buyer", title="CFO")
    )


def replies(*days: float) -> DealBuilder:
    builder = base()
    for sent, answered in zip(days[::2], days[1::2], strict=True):
        builder.mail_out(sent).mail_in(answered)
    return builder


# (candidate, deal where it fits, the same deal without what it rests on)
PAIRS: list[tuple[str, Callable[[], DealBuilder], Callable[[], DealBuilder]]] = [
    (
        "answer_question",
        lambda: base().mail_in(3, "Is training included in the price?"),
        lambda: base().mail_in(3),
    ),
    ("break_silence", lambda: base().mail_in(20), lambda: base().mail_in(20).mail_in(5)),
    ("change_channel", lambda: base().mail_in(20).mail_out(8), lambda: base().mail_in(5).mail_out(8)),
    (
        "ask_what_changed",
        lambda: replies(40, 39, 38, 37, 30, 26, 25, 21, 20, 16),
        lambda: replies(40, 39, 38, 37, 30, 29, 25, 24, 20, 19),
    ),
    (
        "raise_rhythm",
        lambda: base().mail_in(40).mail_in(20).mail_in(19).mail_in(18).mail_out(3),
        lambda: base().mail_in(40).mail_in(20).mail_in(4).mail_in(3),
    ),
    ("send_recap", lambda: base().meeting(3), lambda: base().meeting(3).mail_out(2)),
    ("multi_thread", lambda: base().mail_in(3), lambda: base().mail_in(3).mail_in(2, who="victor")),
    ("reach_economic_buyer", lambda: base().mail_in(3), lambda: base().mail_in(3, who="victor")),
    ("find_economic_buyer", lambda: deal().person("dana", "champion").mail_in(3), lambda: base().mail_in(3)),
    ("find_champion", lambda: deal().person("x", "user").mail_in(3), lambda: base().mail_in(3)),
    ("reactivate_champion", lambda: base().mail_in(45).mail_in(2, who="victor"), lambda: base().mail_in(2)),
    (
        "replace_champion",
        lambda: base().mail_in(3, "I am leaving the company in May."),
        lambda: base().mail_in(3),
    ),
    ("address_blocker", lambda: base().person("helen", "blocker"), base),
    ("reach_senior", lambda: base().mail_in(3), lambda: base().mail_in(3, who="victor")),
    (
        "bring_back_people",
        lambda: base().mail_in(45).mail_in(3, who="victor"),
        lambda: base().mail_in(4).mail_in(3),
    ),
    ("book_meeting", lambda: base().meeting(9), lambda: base().meeting(9).meeting(-3)),
    ("prepare_meeting", lambda: base().meeting(-3), lambda: base().meeting(-30)),
    ("unstick_stage", lambda: base().stage(25, "proposal"), lambda: base().stage(15, "proposal")),
    (
        "stop_slipping",
        lambda: (
            base()
            .change(30, "expected_close_at", "2026-10-01", "2026-11-01")
            .change(3, "expected_close_at", "2026-11-01", "2026-12-24")
        ),
        lambda: base().change(3, "expected_close_at", "2026-11-01", "2026-12-24"),
    ),
    (
        "agree_closing_steps",
        lambda: base().deal(expected_close_at=date(2026, 12, 1)),
        lambda: base().deal(expected_close_at=date(2027, 2, 1)),
    ),
    (
        "recover_regression",
        lambda: base().stage(20, "negotiation").stage(5, "proposal", "negotiation"),
        lambda: base().stage(20, "proposal").stage(5, "negotiation", "proposal"),
    ),
    ("finish_task", lambda: base().task(3), lambda: base().task(3, done=True)),
    (
        "rebook_missed_meeting",
        lambda: base().meeting(3, body="They didn't show up."),
        lambda: base().meeting(3, body="They didn't show up.").meeting(-2),
    ),
    (
        "confirm_next_step",
        lambda: base().mail_in(3),
        lambda: base().mail_in(3, "As agreed, I will call you."),
    ),
    (
        "use_buying_signal",
        lambda: base().mail_in(3, "Please send us the contract."),
        lambda: base().mail_in(3),
    ),
    ("agree_restart", lambda: base().mail_in(3, "The project is on hold."), lambda: base().mail_in(3)),
    (
        "anchor_timeline",
        lambda: base().mail_in(3, "We have to postpone the decision."),
        lambda: base().mail_in(3),
    ),
    (
        "counter_competitor",
        lambda: base().mail_in(3, "Fieldara made us an offer."),
        lambda: base().mail_in(3),
    ),
    (
        "ask_for_alternatives",
        lambda: base().mail_in(3),
        lambda: base().mail_in(3).hide("email", "note", "call", "meeting").deal(competitors=("Acme",)),
    ),
    ("defend_price", lambda: base().mail_in(3, "Your quote is too expensive."), lambda: base().mail_in(3)),
    ("secure_budget", lambda: base().mail_in(3, "The budget is frozen."), lambda: base().mail_in(3)),
    ("confirm_budget", lambda: base().mail_in(3), lambda: base().mail_in(3, "The budget is approved.")),
    ("trade_concession", lambda: base().line("A", 0.25), lambda: base().line("A", 0.1)),
    (
        "review_scope",
        lambda: base().change(3, "amount", "100", "80"),
        lambda: base().change(3, "amount", "100", "99"),
    ),
    (
        "map_approval",
        lambda: base().mail_in(3, "It needs the approval of the board."),
        lambda: base().mail_in(3),
    ),
    ("close_gap", lambda: base().mail_in(3, "Single sign-on is a must have."), lambda: base().mail_in(3)),
    ("clear_security", lambda: base().mail_in(3, "IT security will look at it."), lambda: base().mail_in(3)),
    ("clear_legal", lambda: base().mail_in(3, "Our legal team has redlines."), lambda: base().mail_in(3)),
    (
        "agree_criteria",
        lambda: base().mail_in(3),
        lambda: base().mail_in(3, "Our decision criteria: uptime."),
    ),
    (
        "put_number_on_pain",
        lambda: base().mail_in(3, "We waste hours every week."),
        lambda: base().mail_in(3),
    ),
    ("review_plan", deal, lambda: closed(Outcome.LOST)),
    ("set_close_date", deal, lambda: deal(expected_close_at=date(2027, 2, 1))),
    (
        "fix_close_date",
        lambda: deal(expected_close_at=date(2026, 11, 1)),
        lambda: deal(expected_close_at=date(2026, 12, 1)),
    ),
    ("set_amount", deal, lambda: deal(amount=5.0)),
    ("log_contacts", deal, base),
    ("assign_roles", lambda: deal().person("dana").person("victor"), base),
    ("link_company", deal, base),
    ("log_activity", deal, lambda: base().mail_in(3).mail_in(2)),
    ("plan_next_step", lambda: deal().hide("meeting", "email", "note", "call"), lambda: base().meeting(3)),
    ("hand_over", lambda: closed(Outcome.WON), deal),
    ("record_win_reason", lambda: closed(Outcome.WON), lambda: closed(Outcome.LOST)),
    ("ask_reference", lambda: closed(Outcome.WON), lambda: closed(Outcome.LOST)),
    ("check_value", lambda: closed(Outcome.WON), lambda: closed(Outcome.LOST)),
    ("record_loss_reason", lambda: closed(Outcome.LOST), lambda: closed(Outcome.LOST, loss_reason="price")),
    ("check_loss_reason", lambda: closed(Outcome.LOST, loss_reason="price"), lambda: closed(Outcome.LOST)),
    ("ask_feedback", lambda: closed(Outcome.LOST), lambda: closed(Outcome.WON)),
    ("schedule_revisit", lambda: closed(Outcome.LOST), lambda: closed(Outcome.WON)),
    ("thank_people", lambda: closed(Outcome.LOST).person("dana").mail_in(9), lambda: closed(Outcome.LOST)),
]


@pytest.mark.parametrize(("key", "fits", "without"), PAIRS, ids=[key for key, _, _ in PAIRS])
def test_fits_with_its_grounds_and_not_without(
    key: str, fits: Callable[[], DealBuilder], without: Callable[[], DealBuilder]
) -> None:
    assert key in fits().considered(LEARNED)
    assert key not in without().considered(LEARNED)


def test_every_candidate_is_tried_here() -> None:
    assert {key for key, _, _ in PAIRS} == {spec.key for spec in candidate_specs()}


def test_there_are_enough_and_their_keys_and_priors_make_sense() -> None:
    facts, candidates = fact_specs(), candidate_specs()
    assert len(facts) >= 30
    assert len(candidates) >= 26
    assert not {f.key for f in facts} & {c.key for c in candidates}
    known = {f.key: f for f in facts}
    for spec in candidates:
        assert spec.prior.because
        assert spec.conflicts <= {c.key for c in candidates}
        if spec.moves:
            odds = known[spec.moves.fact].odds
            assert odds is not None
            # What an action moves, it moves to the better.
            assert odds.mean * spec.moves.by > 0, spec.key


@pytest.mark.parametrize("language", languages())
def test_all_words_are_there(language: str) -> None:
    words = catalogue(language)
    expected = {f"fact.{spec.key}.label" for spec in fact_specs()}
    expected |= {f"fact.{spec.key}.value" for spec in fact_specs() if spec.unit not in ("yes_no",)}
    for spec in candidate_specs():
        for slot in ("title", "why", "how"):
            assert any(
                key == f"candidate.{spec.key}.{slot}" or key.startswith(f"candidate.{spec.key}.{slot}_")
                for key in words.keys
            ), (spec.key, slot)
    assert expected <= words.keys
    assert catalogue("en").keys <= words.keys


@pytest.mark.parametrize("hidden", ["email", "call", "meeting", "note"])
def test_what_can_not_be_seen_is_not_claimed_to_be_absent(hidden: str) -> None:
    builder = base()
    everything = {"email", "call", "meeting", "note"}
    assert "book_meeting" not in builder.hide(*everything).considered()
    assert (
        not {"confirm_next_step", "break_silence", "agree_criteria", "ask_for_alternatives"}
        & builder.considered()
    )
    partly = base().hide(*(everything - {hidden})).considered()
    assert ("book_meeting" in partly) == (hidden == "meeting")


def test_a_bare_import_still_gets_three_honest_actions() -> None:
    builder = deal(amount=5_000.0, expected_close_at=date(2027, 3, 1)).hide(*builder_types())
    draft = coach(builder.build())
    assert 3 <= len(draft.payload["actions"]) <= 5
    told = " ".join(action["why"] for action in draft.payload["actions"])
    assert "ot visible" in told
    assert "e-mails" in told
    assert "e-mails" in draft.coverage.missing
    assert "wider" in draft.coverage.effect


def builder_types() -> frozenset[str]:
    return DealBuilder().visible


def test_a_deal_in_order_still_gets_three() -> None:
    assert 3 <= len(coach(healthy().build()).payload["actions"]) <= 5

"""Asking, using, learning: on both databases, with the real feature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError, UserInputError
from crm_ai_plugin.insights import ObjectionPayload
from crm_ai_plugin.records import Company, Deal, Outcome, StageChange
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.edits import MASK, masked_change
from crm_ai_plugin.runtime.objections.library.shelf import Library
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from tests.fixtures.runtime_fakes import Clock

W = "acme"
TOO_EXPENSIVE = "Your price is too high."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, database_url=database_url)
    made = Services(settings, clock)
    with made.store.system() as system:
        system.workspaces.ensure(W, W)
    yield made
    made.close()


def ask(services: Services, text: str = TOO_EXPENSIVE, **changes):
    return services.objections.ask(W, Asked(text=text, by="rep-1", **changes))


def payload(insight) -> ObjectionPayload:
    return ObjectionPayload.model_validate(insight.payload)


def with_deal(services: Services, *, employees: int = 20, connection: str = "crm") -> None:
    now = services.clock()
    with services.store.workspace(W) as session:
        session.records.upsert(
            connection,
            [
                Company(id="co", name="Acme", employees=employees),
                Deal(
                    id="d1",
                    name="Big one",
                    stage="demo",
                    company_id="co",
                    created_at=now - timedelta(days=30),
                ),
                StageChange(deal_id="d1", from_stage="new", to_stage="demo", at=now - timedelta(days=9)),
            ],
        )


def log(services: Services):
    with services.store.workspace(W) as session:
        rows = session.objections.history()
        return rows, session.objections.responses([row.id for row in rows])


def test_what_was_shown_is_kept_with_its_chance(services):
    insight = ask(services, tones=("consultative",))
    (row,), responses = log(services)
    assert (row.id, row.category, row.language, row.asked_by) == (insight.subject.id, "price", "en", "rep-1")
    assert [one.id for one in responses] == [one.id for one in payload(insight).responses]
    assert [one.position for one in responses] == [1, 2]
    assert all(0 < one.propensity <= 1 and one.seen == 0 for one in responses)
    assert services.objections.get(W, insight.subject.id) == insight


def test_another_workspace_sees_nothing_of_it(services):
    insight = ask(services)
    with services.store.system() as system:
        system.workspaces.ensure("other", "other")
    with pytest.raises(NotFoundError):
        services.objections.get("other", insight.subject.id)
    with pytest.raises(NotFoundError):
        services.objections.record("other", payload(insight).responses[0].id, "copied", by="x")
    assert services.objections.history("other") == []


def test_an_answer_of_a_deal_knows_it(services):
    with_deal(services)
    insight = ask(services, deal_id="d1")
    assert payload(insight).about.deal_id == "d1"
    (row,), _ = log(services)
    assert (row.connection, row.segment) == ("crm", "small")


def test_unknown_and_ambiguous_deals_are_said_to_be(services):
    with pytest.raises(NotFoundError):
        ask(services, deal_id="nope")
    with_deal(services)
    with_deal(services, connection="other")
    with pytest.raises(ConflictError):
        ask(services, deal_id="d1")
    assert ask(services, deal_id="d1", connection="other").connection == "other"


def test_nothing_said_is_refused(services):
    with pytest.raises(UserInputError):
        ask(services, "  ")


def test_a_used_answer_counts_and_those_above_it_were_passed_over(services):
    responses = payload(ask(services, tones=("empathetic",))).responses
    services.objections.record(W, responses[1].id, "copied", by="rep-1")
    _, rows = log(services)
    assert {row.position: (row.seen, row.reward) for row in rows} == {1: (1.0, 0.0), 2: (1.0, 0.5)}


def test_below_a_used_answer_nobody_need_have_looked(services):
    responses = payload(ask(services, tones=("empathetic",))).responses
    services.objections.record(W, responses[0].id, "sent", by="rep-1")
    _, rows = log(services)
    assert {row.position: (row.seen, row.reward) for row in rows} == {1: (1.0, 0.7), 2: (0.0, 0.0)}


def test_a_bad_rating_takes_the_reward_back(services):
    response = payload(ask(services)).responses[0].id
    services.objections.record(W, response, "copied", by="rep-1")
    services.objections.record(W, response, "rated", by="rep-1", rating=1)
    _, rows = log(services)
    assert {row.id: row.reward for row in rows}[response] == 0.0
    with services.store.workspace(W) as session:
        assert [one.action for one in session.objections.feedback([response])] == ["copied", "rated"]


@pytest.mark.parametrize(
    ("action", "extra"), [("burnt", {}), ("edited", {}), ("rated", {}), ("rated", {"rating": 9})]
)
def test_feedback_that_says_nothing_is_refused(services, action, extra):
    response = payload(ask(services)).responses[0].id
    with pytest.raises(UserInputError):
        services.objections.record(W, response, action, by="x", **extra)


def test_an_edit_is_kept_without_what_it_says_about_anybody(services):
    response = payload(ask(services, tones=("consultative",))).responses[0]
    edited = f"{response.text} It is 4,711 euros for Frau Schmidt."
    services.objections.record(W, response.id, "edited", by="rep-1", text=edited)
    with services.store.workspace(W) as session:
        (entry,) = session.objections.feedback([response.id])
    stored = " ".join(str(what) for kind, what in entry.change["ops"] if kind != "keep")
    assert MASK in stored
    assert not any(word in stored for word in ("Schmidt", "4", "711", "Frau", "euros"))
    assert entry.change["kept"] > 0.8


def test_masks_keep_our_words_and_hide_quoted_ones():
    shown = "You wrote: “Ann hates Mondays”. Shall we start?"
    change = masked_change(shown, "Shall we start now?", [shown, "Do it now."], ["Ann hates Mondays"])
    assert ["add", "now"] in change["ops"]
    assert "Ann" not in str(change)
    assert "Mondays" not in str(change)


def test_use_makes_an_answer_come_first(services):
    best = ""
    for _ in range(12):
        for response in payload(ask(services, tones=("consultative",))).responses:
            if response.variant == "price.consultative.2":
                services.objections.record(W, response.id, "sent", by="rep-1")
                best = response.variant
    with services.store.workspace(W) as session:
        tallies = {row["variant"]: row for row in session.objections.tallies("price")}
    assert tallies[best]["n"] == 12
    assert tallies[best]["reward"] == pytest.approx(12 * 0.7)
    worth = services.objections.worth(W, "price")
    assert [one.variant for one in worth][:1] == [best]
    assert worth[0].snips.low <= worth[0].snips.value <= worth[0].snips.high
    assert services.objections.worth(W, "trust") == []


def test_what_the_deal_did_next_makes_the_reward_whole(services, clock):
    with_deal(services)
    insight = ask(services, deal_id="d1", tones=("consultative",))
    services.objections.record(W, payload(insight).responses[0].id, "sent", by="rep-1")
    with services.store.workspace(W) as session:
        session.records.upsert(
            "crm",
            [StageChange(deal_id="d1", from_stage="demo", to_stage="offer", at=clock() + timedelta(days=5))],
        )
    clock.advance(31 * 86_400)
    later = ask(services)
    _, rows = log(services)
    assert {
        (row.position, row.next_move, row.reward) for row in rows if row.objection_id == insight.subject.id
    } == {
        (1, "advanced", 1.0),
        (2, None, 0.0),
    }
    past = payload(later).past
    assert past is not None
    assert past.advanced == 1


def test_a_lost_deal_halves_it(services, clock):
    with_deal(services)
    insight = ask(services, deal_id="d1")
    response = payload(insight).responses[0].id
    services.objections.record(W, response, "sent", by="rep-1")
    with services.store.workspace(W) as session:
        lost = Deal(id="d1", name="Big one", outcome=Outcome.LOST, closed_at=clock() + timedelta(days=3))
        session.records.upsert("crm", [lost])
    clock.advance(31 * 86_400)
    ask(services)
    _, rows = log(services)
    assert {row.id: (row.next_move, row.reward) for row in rows}[response] == ("lost", 0.35)


def test_a_conversation_does_not_repeat_itself_and_is_bounded(services):
    first = ask(services)
    seen = {one.variant for one in payload(first).responses}
    second = ask(services, conversation=first.subject.id)
    assert not seen & {one.variant for one in payload(second).responses}
    third = ask(services, conversation=second.subject.id)
    assert third.coverage.seen["earlier turns"] == 2
    for _ in range(8):
        third = ask(services, conversation=third.subject.id)
    assert third.coverage.seen["earlier turns"] == 6
    with pytest.raises(NotFoundError):
        ask(services, conversation="obj_nope")


def test_history_says_what_was_done(services):
    with_deal(services)
    insight = ask(services, deal_id="d1")
    ask(services, "Is it GDPR compliant?")
    response = payload(insight).responses[0]
    services.objections.record(W, response.id, "copied", by="rep-1")
    services.objections.record(W, response.id, "rated", by="rep-1", rating=5)
    newest, oldest = services.objections.history(W)
    assert newest.category == "security_legal"
    assert services.objections.history(W, deal_id="d1") == [oldest]
    (used,) = [one for one in oldest.responses if one.id == response.id]
    assert (list(used.did), used.rating) == (["copied", "rated"], 5)


def test_claims_and_templates_come_as_values(services):
    from crm_ai_plugin.ports.question import Claim

    claim = Claim("clm_1", "You may leave after a year.", "en", ("price",), approved=True)
    insight = services.objections.asking.ask(W, Asked(text=TOO_EXPENSIVE, by="x"), Library(claims=(claim,)))
    assert all(claim.text in one.text for one in payload(insight).responses)


def test_what_an_erased_person_said_is_gone_and_what_was_learned_stays(services):
    insight = ask(services, contact_id="p1")
    other = ask(services, contact_id="p2")
    services.objections.record(W, payload(insight).responses[0].id, "copied", by="rep-1")
    services.forgetting.forget(W, "p1", "crm")
    with pytest.raises(NotFoundError):
        services.objections.get(W, insight.subject.id)
    rows, _ = log(services)
    assert {(row.id, row.text, row.contact_id) for row in rows} == {
        (insight.subject.id, "", None),
        (other.subject.id, TOO_EXPENSIVE, "p2"),
    }
    assert [one.id for one in services.objections.history(W)] == [other.subject.id]
    with services.store.workspace(W) as session:
        assert sum(row["n"] for row in session.objections.tallies("price")) == 1

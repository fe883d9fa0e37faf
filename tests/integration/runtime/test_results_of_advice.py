"""Advice is given, followed or not, the deal ends: what came of it is told, or plainly not told yet."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.features.persona import Persona
from crm_ai_plugin.features.win_loss import WinLoss
from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    Deal,
    DealContact,
    DealSnapshot,
    Direction,
    Outcome,
)
from crm_ai_plugin.records.snapshot import VISIBLE_ACTIVITIES, VISIBLE_RECORDS
from crm_ai_plugin.runtime.processes.scheduler import run_scheduler
from crm_ai_plugin.runtime.processes.workers import run_worker
from crm_ai_plugin.runtime.registry import FEATURES
from crm_ai_plugin.runtime.results import tables
from crm_ai_plugin.runtime.spreadsheet import csv_text
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.web import create_app
from tests.fixtures.runtime_fakes import NOON, Point
from tests.integration.runtime.acts import WORKSPACE

FILES = "files"
BUYER = "reach_economic_buyer"
SEEN = frozenset(VISIBLE_ACTIVITIES) | frozenset(VISIBLE_RECORDS)


@pytest.fixture
def coach() -> DealCoach:
    return DealCoach()


@pytest.fixture
def services(services: Any) -> Any:
    return with_files(services)


@pytest.fixture
def both(both: Any) -> Any:
    return with_files(both)


def with_files(services: Any) -> Any:
    with services.store.system() as system:
        system.connections.add(ConnectionRow(WORKSPACE, FILES, "files", FILES))
    return services


def snapshot(services: Any, deal_id: str, *more: Activity, **fields: Any) -> DealSnapshot:
    people = ("dana", "champion"), ("victor", "economic_buyer")
    wrote = mail(deal_id, "dana", services.clock() - timedelta(days=2), "Is training included in the price?")
    return DealSnapshot(
        connection=FILES,
        as_of=services.clock(),
        deal=Deal(
            id=deal_id,
            company_id="c",
            owner_id=fields.pop("owner_id", "rep-1"),
            stage="proposal",
            amount=1000.0,
            created_at=NOON - timedelta(days=30),
            **fields,
        ),
        company=Company(id="c", employees=20),
        contacts=tuple(Contact(id=f"{deal_id}-{name}", first_name=name) for name, _ in people),
        deal_contacts=tuple(
            DealContact(deal_id=deal_id, contact_id=f"{deal_id}-{name}", role=role) for name, role in people
        ),
        activities=(wrote, *more),
        visible=SEEN,
    )


def mail(deal_id: str, who: str, at: Any, body: str = "Hello.") -> Activity:
    return Activity(
        id=f"{deal_id}-{who}-{at:%j%H%M}",
        type=ActivityType.EMAIL,
        direction=Direction.INBOUND,
        at=at,
        body=body,
        deal_id=deal_id,
        contact_ids=(f"{deal_id}-{who}",),
    )


def advise(services: Any, found: DealSnapshot) -> Any:
    advice = services.advising.advise(WORKSPACE, found, ["a test"], frozenset())
    with services.store.workspace(WORKSPACE) as session:
        session.records.replace_deal(FILES, found)
        services.advising.save(session, advice)
        return services.advising.latest(session, found)[0]


def end(services: Any, found: DealSnapshot, outcome: Outcome) -> None:
    deal = found.deal.model_copy(update={"outcome": outcome, "closed_at": services.clock()})
    with services.store.workspace(WORKSPACE) as session:
        session.records.replace_deal(FILES, found.model_copy(update={"deal": deal}))


def answer(services: Any, insight: Any, state: str, key: str = BUYER, **options: Any) -> Any:
    action = next(a for a in insight.payload["actions"] if a["key"] == key)
    return services.feedback.set(
        WORKSPACE, "deal_coach", insight.subject.id, action["id"], state, connection=FILES, **options
    )


def actions(insight: Any) -> list[str]:
    return [action["key"] for action in insight.payload["actions"]]


def by_key(services: Any, key: str = BUYER) -> Any:
    return next(one for one in services.results.effectiveness(WORKSPACE).actions if one.key == key)


def test_from_advice_to_what_it_did(both: Any) -> None:
    """Marked, observed, both, dismissed, ended too soon: each is told apart on either database."""
    stories = ("marked", "observed", "both", "dismissed", "short", "open", "nothing")
    deals = {story: snapshot(both, story) for story in stories}
    insights = {story: advise(both, found) for story, found in deals.items()}
    assert all(BUYER in actions(insight) for insight in insights.values())
    for story in ("marked", "both"):
        answer(both, insights[story], "done", by="rep")
    answer(both, insights["dismissed"], "dismissed", reason="wont_work: they decide by committee")
    both.clock.advance(3 * 86_400)
    for story in ("observed", "both"):
        deals[story] = deals[story].model_copy(
            update={"activities": (*deals[story].activities, mail(story, "victor", both.clock()))}
        )
    end(both, deals["short"], Outcome.LOST)
    both.clock.advance(30 * 86_400)
    for story in ("marked", "observed", "both", "nothing", "dismissed"):
        end(both, deals[story], Outcome.WON if story != "nothing" else Outcome.LOST)
    found = by_key(both)
    assert (found.recommended, found.too_short) == (6, 1)
    assert (found.marked, found.observed, found.both) == (1, 1, 1)
    assert found.dismissed == {"wont_work": 1}
    assert (found.doing.treated, found.doing.untreated) == (3, 2)
    assert found.doing.verdict == "not_told_yet"
    assert found.doing.raw == pytest.approx(0.5)
    assert found.doing.more > 50
    assert "can't be told yet" in tables.say(found)
    assert found.showing is None
    whole = both.results.effectiveness(WORKSPACE)
    assert whole.deals == 6
    assert [(m.month, m.deals, m.won) for m in whole.months] == [("2026-03", 1, 0), ("2026-04", 5, 4)]
    assert both.results.effectiveness(WORKSPACE) is whole, "nothing has come in since"
    text = csv_text(tables.ACTION_COLUMNS, tables.effectiveness_rows(tables.effectiveness_payload(whole)))
    assert "reach_economic_buyer,6,0,1,1,1,1,wont_work 1,doing,not_told_yet" in text
    assert (
        "reach economic buyer: doing it within two weeks can't be told yet"
        in tables.effectiveness_markdown(whole)
    )


def test_odds_are_held_against_how_deals_ended(both: Any) -> None:
    """As they were said at the time: what was said after the end, or of an open deal, is no prediction."""
    for place in range(20):
        advise(both, snapshot(both, f"d{place}"))
    advise(both, snapshot(both, "open"))
    both.clock.advance(40 * 86_400)
    for place in range(20):
        found = snapshot(both, f"d{place}")
        end(both, found, Outcome.WON if place % 3 == 0 else Outcome.LOST)
    known = snapshot(both, "d0", outcome=Outcome.WON, closed_at=both.clock())
    assert advise(both, known).payload["score"]["p_win"]["value"] == 1.0
    found = both.results.calibration(WORKSPACE)
    assert found.overall is not None
    measured = found.overall.measured
    assert (measured.cases, measured.predictions) == (20, 20)
    assert measured.came.value == pytest.approx(7 / 20)
    assert [(one.name, one.measured.cases) for one in found.months] == [("2026-04", 20)]
    assert [one.name for one in found.stages] == ["proposal"]
    assert [one.measured.cases for one in found.models] == [20]
    said = tables.calibration_json(found)
    assert said["overall"]["came"]["n"] == 20
    assert both.results.calibration(WORKSPACE, both.clock() + timedelta(days=1)).overall is None
    assert "20 deals" in tables.calibration_markdown(found)


def test_a_report_is_made_anew_when_something_came_in(both: Any) -> None:
    deals = [snapshot(both, name) for name in ("first", "second")]
    insights = [advise(both, found) for found in deals]
    both.clock.advance(40 * 86_400)
    end(both, deals[0], Outcome.WON)
    assert by_key(both).recommended == 1
    end(both, deals[1], Outcome.LOST)
    assert by_key(both).recommended == 2
    answer(both, insights[1], "dismissed", reason="other")
    both.clock.advance(86_400)
    third = snapshot(both, "third")
    advise(both, third)
    assert by_key(both).recommended == 2
    end(both, third.model_copy(update={"as_of": both.clock()}), Outcome.WON)
    assert by_key(both).recommended == 2, "it ended in the moment it was advised on"


def test_what_the_night_found_serves_until_the_next_one(both: Any) -> None:
    deals = [snapshot(both, name) for name in ("first", "second")]
    for one in deals:
        advise(both, one)
    both.results.keep(WORKSPACE)
    both.clock.advance(40 * 86_400)
    end(both, deals[0], Outcome.WON)
    assert by_key(both).recommended == 1, "nothing had closed that night"
    advice, odds = both.results.effectiveness(WORKSPACE), both.results.calibration(WORKSPACE)
    both.results.keep(WORKSPACE)
    both.clock.advance(86_400)
    end(both, deals[1], Outcome.LOST)
    assert both.results.effectiveness(WORKSPACE) == advice
    assert both.results.calibration(WORKSPACE) == odds
    since = both.results.calibration(WORKSPACE, both.clock())
    assert since.overall.measured.cases == 1, "what is asked of some deals is found when asked"
    both.clock.advance(86_400)
    assert by_key(both).recommended == 2, "no night has come for too long"
    assert both.results.calibration(WORKSPACE).overall.measured.cases == 2
    assert both.results.effectiveness("globex").deals == 0


def test_every_night_a_worker_finds_them(
    points: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    points[FEATURES] += [Point("win_loss", WinLoss), Point("persona", Persona)]
    services = request.getfixturevalue("services")

    def night() -> None:
        run_scheduler(services)
        run_worker(services, burst=True)

    # One round, then it ends.
    monkeypatch.setattr(type(services.sweeper), "run", lambda _self: signal.raise_signal(signal.SIGTERM))
    deals = [snapshot(services, name) for name in ("first", "second")]
    for one in deals:
        advise(services, one)
    services.clock.advance(40 * 86_400)
    end(services, deals[0], Outcome.WON)
    night()
    end(services, deals[1], Outcome.LOST)
    assert by_key(services).recommended == 1
    services.clock.advance(25 * 3600)
    services.redis.delete("crm-ai:housekeeping", "crm-ai:swept")
    night()
    assert by_key(services).recommended == 2


def test_the_report_is_downloaded_and_shared(services: Any) -> None:
    found = snapshot(services, "first")
    advise(services, found)
    services.clock.advance(40 * 86_400)
    end(services, found, Outcome.WON)
    client = create_app(services).test_client()
    with services.store.system() as system:
        key = {"Authorization": f"Bearer {system.api_keys.create(WORKSPACE, 'test')}"}
    for form in ("html", "pdf", "md", "csv", "json"):
        file = client.get(f"/api/ai/reports/effectiveness?format={form}", headers=key)
        assert file.status_code == 200
        assert 'filename="effectiveness-2026-' in file.headers["Content-Disposition"]
    link = client.post("/api/shares", json={"report": "effectiveness"}, headers=key).get_json()["url"]
    page = client.get(urlsplit(link).path).text
    assert "On one closed deal, doing it within two weeks" in page.replace("&#39;", "'")
    assert "more closed deals for 10 points" in page
    assert "reach economic buyer" in page


def test_a_deal_without_an_end_tells_nothing(services: Any) -> None:
    advise(services, snapshot(services, "open"))
    found = services.results.effectiveness(WORKSPACE)
    assert (found.deals, found.actions, found.overall.recommended) == (0, [], 0)
    assert found.overall.doing.verdict == "not_told_yet"
    assert services.results.calibration(WORKSPACE).overall is None


# Reasons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ("bad_timing", "bad_timing", None),
        ("wrong_facts: Dana left in May", "wrong_facts", "Dana left in May"),
        ("Not now: after the fair", "bad_timing", "after the fair"),
        ("we never do this: ever", "other", "we never do this: ever"),
    ],
)
def test_a_reason_is_understood(services: Any, given: str, code: str, words: str | None) -> None:
    insight = advise(services, snapshot(services, "d"))
    answer(services, insight, "dismissed", reason=given)
    with services.store.workspace(WORKSPACE) as session:
        ((state, _),) = session.feedback.states("deal_coach", "deal", "d").values()
        (tally,) = session.feedback.tallies("deal_coach", services.clock(), "small", "rep-1")
    assert (state.reason_code, state.reason) == (code, words)
    assert (tally.action, tally.reason_code, tally.n, tally.in_segment, tally.of_rep) == (
        BUYER,
        code,
        1,
        1,
        1,
    )


def test_dismissals_change_what_the_next_deal_is_told_and_can_be_taken_back(both: Any) -> None:
    before = advise(both, snapshot(both, "before"))
    assert actions(before)[0] == BUYER
    given = [advise(both, snapshot(both, f"d{place}")) for place in range(8)]
    for insight in given:
        answer(both, insight, "dismissed", reason="not_relevant: secret words")
    after = advise(both, snapshot(both, "after"))
    assert actions(after)[0] != BUYER
    told = [a["note"] for a in after.payload["actions"] if a["key"] == BUYER] or [
        one["why"] for one in after.payload["left_out"] if one["key"] == BUYER
    ]
    (note,) = told
    assert note.startswith("Suggested less: ")
    assert note.endswith("of 8 like it were dismissed for customers of this size, mostly as not relevant.")
    assert "secret words" not in str(after.payload)
    for insight in given:
        answer(both, insight, "open")
    assert actions(advise(both, snapshot(both, "again")))[0] == BUYER


# Controls ---------------------------------------------------------------------------------------------------


def test_a_strategy_is_versioned_audited_and_in_force_at_the_next_look(both: Any) -> None:
    controls = both.advice_controls
    assert controls.strategy(WORKSPACE).number == 0
    first = controls.set_strategy(WORKSPACE, {"actions_off": [BUYER]}, "anna", "they know")
    assert (first.number, first.document) == (1, {"actions_off": [BUYER]})
    assert BUYER not in actions(advise(both, snapshot(both, "d1")))
    controls.set_strategy(WORKSPACE, {}, "ben")
    assert BUYER in actions(advise(both, snapshot(both, "d2")))
    assert [(v.number, v.author) for v in controls.strategies(WORKSPACE)] == [(2, "ben"), (1, "anna")]
    with pytest.raises(UserInputError):
        controls.set_strategy(WORKSPACE, {"actions_off": ["nothing"]}, "anna")
    assert controls.strategy("globex").number == 0
    with both.store.workspace(WORKSPACE) as session:
        deeds = [(row.actor, row.action, row.subject) for row in session.audit.list()]
    assert deeds[:2] == [("ben", "strategy_set", "strategy:2"), ("anna", "strategy_set", "strategy:1")]


def test_who_is_held_back_stays_so_until_a_new_draw_is_asked_for(services: Any) -> None:
    controls = services.advice_controls
    documents: tuple[Any, ...] = (
        {"hold_out": {"share": 0.2}},
        {"hold_out": {"share": 0.1}, "actions_off": ["set_amount"]},
        {"actions_off": []},
        {"hold_out": {"share": 0.1}},
        {"hold_out": {"share": 0.1, "salt": "anew"}},
    )
    salts = [controls.set_strategy(WORKSPACE, one, "anna").strategy.hold_out.salt for one in documents]
    assert len(set(salts[:4])) == 1
    assert salts[0] != ""
    assert salts[4] == "anew"


def test_held_back_and_shown_are_compared_by_the_chance_they_had(both: Any) -> None:
    both.advice_controls.set_strategy(WORKSPACE, {"hold_out": {"share": 0.5, "unit": "deal"}}, "anna")
    counts = {True: 0, False: 0}
    for place in range(16):
        found = snapshot(both, f"d{place}")
        counts[bool(actions(advise(both, found)))] += 1
        both.clock.advance(60)
        end(both, found, Outcome.WON)
    assert min(counts.values()) > 0
    result = by_key(both)
    assert (result.recommended, result.held_back) == (16, counts[False])
    assert result.showing is not None
    assert (result.showing.treated, result.showing.untreated) == (counts[True], counts[False])
    assert result.showing.verdict == "not_told_yet"
    assert result.showing.more >= 60 - 16


def test_a_methodology_is_chosen_brought_and_left(both: Any) -> None:
    controls = both.advice_controls
    assert [(one.methodology.key, one.used) for one in controls.methodologies(WORKSPACE)] == [
        ("bant", False),
        ("meddicc", False),
        ("spiced", False),
    ]
    controls.use_methodology(WORKSPACE, "meddicc", "anna")
    card = advise(both, snapshot(both, "d1")).payload["scorecard"]
    assert (card["key"], card["of"]) == ("meddicc", 7)
    ours = {
        "key": "ours",
        "label": "Ours",
        "elements": [{"key": "who", "label": "Who", "ask": "Ask who.", "filled_by": [{"role": "champion"}]}],
    }
    controls.bring_methodology(WORKSPACE, ours, "anna")
    card = advise(both, snapshot(both, "d2")).payload["scorecard"]
    assert (card["key"], card["coverage"]) == ("ours", 1.0)
    controls.use_methodology(WORKSPACE, "none", "anna")
    assert advise(both, snapshot(both, "d3")).payload["scorecard"] is None
    assert controls.use_methodology(WORKSPACE, "ours", "anna").methodology.label == "Ours"
    assert [one.methodology.key for one in controls.methodologies("globex") if one.own] == []

"""Scorecards are filled from evidence: what is not there is missing, what can't be seen is said to be out of sight."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.features.deal_coach.methodology import parse_methodology, shipped
from crm_ai_plugin.features.deal_coach.wording import catalogue, languages
from crm_ai_plugin.ports.feature import Draft, History
from crm_ai_plugin.records import DealSnapshot
from tests.unit.features.builders import DealBuilder, coach, deal, healthy
from tests.unit.features.test_insight_laws import SNAPSHOTS

OURS = {
    "key": "ours",
    "label": "House rules",
    "elements": [
        {
            "key": "sponsor",
            "label": "Sponsor <b>",
            "ask": "Ask who pays.",
            "filled_by": [{"role": "economic_buyer"}],
        },
        {
            "key": "why_now",
            "label": "Why now",
            "ask": "Ask why now.",
            "weight": 3,
            "filled_by": [{"signal": "timeline_pressure"}, {"field": "custom.why_now"}],
        },
    ],
}


def by(key: str, builder: DealBuilder) -> Draft:
    return coach(builder.build(), None, History(controls={"methodology": {"key": key}}))


def own(builder: DealBuilder) -> Any:
    controls = {"methodology": {"key": "ours", "definition": OURS}}
    return coach(builder.build(), None, History(controls=controls))


def element(draft: Draft, key: str) -> Any:
    return next(one for one in draft.payload["scorecard"]["elements"] if one["key"] == key)


def evidence(draft: Draft, one: Any) -> list[Any]:
    known = {e.id: e for e in draft.evidence}
    return [known[id_] for id_ in one["evidence"]]


def test_without_a_choice_there_is_no_scorecard() -> None:
    assert coach(healthy().build()).payload["scorecard"] is None


def test_a_healthy_deal_is_filled_with_quotes_people_and_days() -> None:
    draft = by("meddicc", healthy())
    assert draft.payload["scorecard"]["label"] == "MEDDICC"
    criteria = element(draft, "decision_criteria")
    assert (criteria["state"], criteria["who"]) == ("evidenced", ["Dana Example"])
    (quoted,) = [e for e in evidence(draft, criteria) if e.quote]
    assert "decision criteria" in quoted.quote
    assert criteria["at"] == quoted.at.isoformat().replace("+00:00", "Z")
    buyer = element(draft, "economic_buyer")
    assert (buyer["state"], buyer["who"]) == ("evidenced", ["Victor Example"])


def test_missing_shows_what_was_looked_for_and_hidden_says_why() -> None:
    draft = by("meddicc", deal().person("dana", "user").mail_in(3))
    champion = element(draft, "champion")
    assert champion["state"] == "missing"
    assert "Looked for a champion" in evidence(draft, champion)[0].what
    hidden = by("bant", deal().hide("email", "call", "meeting", "note", "deal_contact", "contact"))
    assert (element(hidden, "need")["state"], element(hidden, "need")["evidence"]) == ("not_visible", [])
    assert "not visible" in element(hidden, "need")["why"]


def test_coverage_is_a_share_of_what_can_be_seen() -> None:
    card = by("bant", healthy()).payload["scorecard"]
    states = {one["key"]: one["state"] for one in card["elements"]}
    assert states == {"budget": "evidenced", "authority": "evidenced", "need": "missing", "timing": "partly"}
    assert (card["coverage"], card["n"], card["of"]) == (2.5 / 4, 4, 4)
    blind = by("spiced", deal().hide("email", "call", "meeting", "note")).payload["scorecard"]
    assert blind["n"] < blind["of"]


def test_what_speaks_against_it_takes_away_from_it() -> None:
    frozen = by("bant", healthy().mail_in(1, "Sorry, the budget is frozen."))
    budget = element(frozen, "budget")
    assert budget["state"] == "partly"
    assert any("frozen" in (e.quote or "") for e in evidence(frozen, budget))


def test_a_gap_raises_the_action_that_closes_it() -> None:
    builder = deal().person("dana", "champion").person("victor", "economic_buyer").mail_in(3)
    plain, held = coach(builder.build()), by("meddicc", builder)
    action = next(a for a in held.payload["actions"] if a["key"] == "reach_economic_buyer")
    assert action["note"] == "Closes a gap of MEDDICC: Economic buyer."
    assert next(a for a in plain.payload["actions"] if a["key"] == "reach_economic_buyer")["note"] is None


def test_a_gap_that_no_action_closes_becomes_one() -> None:
    draft = own(deal().hide("deal_contact").person("dana").mail_in(3))
    logged = {r.key for r in draft.recommendations}
    assert "gap_why_now" in logged
    assert "gap_sponsor" not in logged, "where nothing can be seen, nothing is missing"
    shown = {a["key"]: a for a in draft.payload["actions"]}
    gap = shown["gap_why_now"]
    assert (gap["title"], gap["how"]) == ("Find out: Why now", "Ask why now.")
    assert gap["why"] == "House rules asks for it, and the records show nothing of it."
    assert gap["evidence"]


def test_texts_of_a_definition_are_text() -> None:
    labels = [one["label"] for one in own(deal().person("dana")).payload["scorecard"]["elements"]]
    assert labels == ["Sponsor b", "Why now"]


def test_a_custom_field_is_quoted() -> None:
    draft = own(deal(custom={"why_now": "Contract with Globex ends in May"}).mail_in(3))
    (found,) = evidence(draft, element(draft, "why_now"))
    assert (element(draft, "why_now")["state"], found.quote) == (
        "evidenced",
        "Contract with Globex ends in May",
    )
    assert found.record.type == "deal"


def test_a_scorecard_that_moved_is_a_new_version() -> None:
    before, after = (
        by("meddicc", healthy()),
        by("meddicc", healthy().deal(custom={"metrics": "400 h a year"})),
    )
    assert before.fingerprint != after.fingerprint
    plain = (coach(healthy().build()), coach(healthy().deal(custom={"metrics": "400 h a year"}).build()))
    assert plain[0].fingerprint == plain[1].fingerprint


def test_those_who_must_not_be_profiled_stand_for_nothing() -> None:
    draft = by(
        "meddicc", deal().person("dana", "champion", do_not_profile=True).mail_in(3, "Our pain is big.")
    )
    assert element(draft, "champion")["state"] in ("missing", "not_visible")
    assert not any(one["who"] for one in draft.payload["scorecard"]["elements"])


@given(st.sampled_from(SNAPSHOTS))
@settings(max_examples=25, deadline=None)
def test_evidence_or_nothing(snapshot: DealSnapshot) -> None:
    for key in shipped():
        draft = coach(snapshot, None, History(controls={"methodology": {"key": key}}))
        known = {e.id for e in draft.evidence}
        card = draft.payload["scorecard"]
        for one in card["elements"]:
            assert set(one["evidence"]) <= known
            assert bool(one["evidence"]) or one["state"] in ("missing", "not_visible")
            assert (one["why"] is not None) <= (one["state"] == "not_visible")
        assert card["coverage"] is None or 0 <= card["coverage"] <= 1
        assert card["n"] == sum(one["state"] != "not_visible" for one in card["elements"])


@pytest.mark.parametrize("key", sorted(shipped()))
def test_ours_can_be_written_and_have_words_in_every_language(key: str) -> None:
    one = shipped()[key]
    assert parse_methodology(one.model_dump(mode="json", exclude_defaults=True)) == one
    for language in languages():
        words = catalogue(language)
        wanted = {f"methodology.{key}.label"} | {
            f"methodology.{key}.{element.key}.{word}" for element in one.elements for word in ("label", "ask")
        }
        assert wanted <= words.keys


def changed(**parts: Any) -> Any:
    first = {**OURS["elements"][0], **parts}  # type: ignore[dict-item]  # a mapping
    return {**OURS, "elements": [first]}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (None, "mapping"),
        ({"key": "ours"}, "elements"),
        ({**OURS, "key": "Ours!"}, "key"),
        ({**OURS, "key": "meddicc"}, "name of one of ours"),
        ({**OURS, "label": " "}, "label"),
        ({**OURS, "elements": OURS["elements"] * 2}, "same key"),  # type: ignore[operator]  # a list
        (changed(ask=""), "elements.0.ask"),
        (changed(weight=0), "elements.0.weight"),
        (changed(filled_by=[]), "elements.0.filled_by"),
        (changed(filled_by=[{"fact": "pane"}]), "filled_by.0.fact: there is no 'pane'"),
        (changed(filled_by=[{"fact": "pain", "role": "user"}]), "exactly one"),
        (changed(filled_by=[{"role": "boss"}]), "filled_by.0.role"),
        (changed(filled_by=[{"signal": "pains"}]), "filled_by.0.signal"),
        (changed(filled_by=[{"field": "password"}]), "filled_by.0.field"),
        (changed(filled_by=[{"role": "user", "at_least": 1}]), "at_least"),
        (changed(closed_by=["call_them"]), "closed_by"),
    ],
)
def test_a_mistake_in_a_definition_is_named(document: object, says: str) -> None:
    with pytest.raises(UserInputError) as caught:
        parse_methodology(document)
    assert says in str(caught.value)
    assert caught.value.code == "methodology_invalid"

"""From a request to words: what leaves, what comes back, and what is shown when nothing does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crm_ai_plugin.errors import PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.ports.writing import Passage, Person, Slot
from crm_ai_plugin.testing.language_model import ScriptedModel
from tests.fixtures.wording_world import SLOTS, WordingWorld, request, rewords


def test_words_change_and_say_who_changed_them() -> None:
    world = WordingWorld(ScriptedModel(rewords()))
    wording = world.desk.writer("w").phrase(request())
    assert wording.texts == {slot.key: f"Please {slot.text}" for slot in SLOTS}
    assert (wording.source, wording.model, wording.prompt_version) == ("llm", "scripted-1", "deal_coach/1")
    assert (wording.by.by, wording.by.reason, wording.by.replaced) == ("model", None, 0)
    assert (wording.not_read, wording.withheld) == (0, 0)
    assert world.counts.found["crm_ai_gate_texts", "feature=deal_coach", "result=passed"] == 4


def test_what_leaves_names_nobody() -> None:
    model = ScriptedModel(rewords())
    WordingWorld(model).desk.writer("w").phrase(request())
    sent = "\n".join(message.text for message in model.asked[0].messages)
    assert "Anna" not in sent
    assert "Schmidt" not in sent
    assert "Call ⟦person-1⟧" in sent
    assert [m.untrusted for m in model.asked[0].messages] == [False, True]
    assert "Anna" not in json.dumps(model.asked[0].schema)
    options = model.asked[0].options
    assert options is not None
    assert (options.workspace, options.feature, options.prompt_version) == ("w", "deal_coach", "deal_coach/1")
    assert options.subject_hash
    assert "d1" not in options.subject_hash


def test_data_stand_between_borders_that_differ_every_time() -> None:
    model = ScriptedModel(rewords())
    world = WordingWorld(model)
    for workspace in ("w1", "w2"):
        world.desk.writer(workspace).phrase(request())
    first, second = (asked.messages[1].text.splitlines() for asked in model.asked)
    assert first[0] == first[-1]
    assert first[0] != second[0]
    assert first[0] in model.asked[0].messages[0].text
    assert first[1:-1] == second[1:-1]


def test_the_form_offers_only_known_ids() -> None:
    model = ScriptedModel(rewords())
    WordingWorld(model).desk.writer("w").phrase(request())
    form = json.dumps(model.asked[0].schema)
    assert '"enum": ["s1", "s2", "s3", "s4"]' in form
    assert '"enum": ["ev_1"]' in form


def _answer(*entries: dict[str, Any]) -> ScriptedModel:
    return ScriptedModel([{"texts": list(entries)}])


def test_each_text_falls_alone() -> None:
    model = _answer(
        {"slot": "s1", "text": "Show value beside the price", "evidence": []},
        {"slot": "s2", "text": "Put value next to the price of 900", "evidence": ["ev_1"]},
        {"slot": "s3", "text": "Price came up in 4 texts, 2 days ago at the latest.", "evidence": ["ev_2"]},
        {"slot": "s9", "text": "Invented", "evidence": []},
        {"slot": "s1", "text": "A second opinion", "evidence": []},
    )
    world = WordingWorld(model)
    wording = world.desk.writer("w").phrase(request())
    assert wording.texts == {**request().texts, "headline": "Show value beside the price"}
    assert (wording.by.by, wording.by.reason, wording.by.replaced) == ("model", "gate", 3)
    for reason in ("number", "evidence", "missing"):
        assert world.counts.found["crm_ai_gate_texts", "feature=deal_coach", f"result={reason}"] == 1


def test_an_answer_of_nothing_usable_is_the_engines() -> None:
    wording = WordingWorld(_answer()).desk.writer("w").phrase(request())
    assert (wording.texts, wording.source, wording.model) == (request().texts, "engine", None)
    assert (wording.by.by, wording.by.reason, wording.by.replaced) == ("engine", "gate", 4)


def test_a_model_with_nothing_better_leaves_it_the_engines() -> None:
    wording = WordingWorld(ScriptedModel(rewords(str))).desk.writer("w").phrase(request())
    assert (wording.source, wording.by.reason) == ("engine", "no_better")


FAILURES = [
    PermanentError("no", code="refused"),
    PermanentError("no", code="wrong_key"),
    RetryableError("no", code="model_timeout"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda e: e.code)
def test_a_failure_ends_in_the_engines_words(failure: Any) -> None:
    world = WordingWorld(ScriptedModel([failure]))
    wording = world.desk.writer("w").phrase(request())
    assert (wording.texts, wording.source, wording.by.reason) == (request().texts, "engine", failure.code)
    assert world.counts.found["crm_ai_wording_failures", "feature=deal_coach", f"reason={failure.code}"] == 1


def test_without_room_work_comes_again_and_a_person_gets_the_engines_words() -> None:
    world = WordingWorld(ScriptedModel([RateLimitedError("later", retry_after=9)]))
    with pytest.raises(RateLimitedError) as caught:
        world.desk.writer("w").phrase(request())
    assert caught.value.retry_after == 9
    wording = world.desk.writer("w", urgent=True).phrase(request())
    assert (wording.source, wording.by.reason) == ("engine", "rate_limited")


def test_the_same_request_is_bought_once_and_never_across_workspaces() -> None:
    model = ScriptedModel(rewords(), cost_usd=0.25)
    world = WordingWorld(model)
    first = world.desk.writer("w").phrase(request())
    assert world.desk.writer("w").phrase(request()) == first
    assert len(model.asked) == 1
    assert world.counts.found["crm_ai_wording_cache", "feature=deal_coach", "result=hit"] == 4
    assert world.counts.found["crm_ai_wording_saved_usd", "feature=deal_coach"] == 0.25
    world.shelves["other"] = world.shelves["w"]
    world.desk.writer("other").phrase(request())
    assert len(model.asked) == 2, "another workspace's answer is not found even on the same shelf"


def test_the_same_texts_are_bought_once_whatever_they_are_about() -> None:
    model = ScriptedModel(rewords(), cost_usd=0.2)
    world = WordingWorld(model)
    first = world.desk.writer("w").phrase(request())
    again = tuple(replace(s, key=f"other.{s.key}", candidate=f"other.{s.candidate}") for s in SLOTS)
    other = request().subject.model_copy(update={"id": "another objection"})
    second = world.desk.writer("w").phrase(request(*again, subject=other))
    assert len(model.asked) == 1
    assert list(second.texts.values()) == list(first.texts.values())
    assert second.by == first.by
    assert world.counts.found["crm_ai_wording_saved_usd", "feature=deal_coach"] == pytest.approx(0.2)


def test_only_texts_that_are_new_are_asked_for() -> None:
    model = ScriptedModel(rewords())
    world = WordingWorld(model)
    world.desk.writer("w").phrase(request())
    changed = replace(SLOTS[3], text="Call Anna Schmidt again")
    wording = world.desk.writer("w").phrase(request(*SLOTS[:3], changed))
    assert wording.texts["b.title"] == "Please Call Anna Schmidt again"
    sent = model.asked[1].untrusted
    assert "Call ⟦person-1⟧ again" in sent
    assert "Put value next to the price" not in sent
    assert world.counts.found["crm_ai_wording_cache", "feature=deal_coach", "result=hit"] == 3


CHANGES: list[dict[str, Any]] = [
    {"evidence": (*request().evidence, Passage("ev_2", "new", "new evidence"))},
    {"evidence": (replace(request().evidence[0], text="The price is 20 % too high, says Bob."),)},
    {"evidence": (replace(request().evidence[0], at=datetime(2026, 3, 2, tzinfo=UTC)),)},
    {"language": "de"},
    {"people": (Person("c1", ("Anna Schmidt",), do_not_profile=True),)},
    {"slots": (replace(SLOTS[0], text="Put value beside the price"),)},
    {"feature": "objection"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: next(iter(c)))
def test_whatever_could_change_the_answer_is_asked_anew(change: dict[str, Any]) -> None:
    model = ScriptedModel(rewords())
    world = WordingWorld(model)
    world.desk.writer("w").phrase(request())
    world.desk.writer("w").phrase(replace(request(), **change))
    assert len(model.asked) == 2


def test_an_outage_shows_the_last_good_words_where_the_substance_is_the_same() -> None:
    world = WordingWorld(ScriptedModel(rewords()))
    world.desk.writer("w").phrase(request())
    world.model = ScriptedModel([RetryableError("down", code="model_unavailable")])
    moved = (SLOTS[0], SLOTS[1], replace(SLOTS[2], text="Price came up in 5 texts, last today."), SLOTS[3])
    wording = world.desk.writer("w").phrase(request(*moved))
    assert wording.texts == {
        **{slot.key: f"Please {slot.text}" for slot in SLOTS},
        "a.why": "Price came up in 5 texts, last today.",
    }
    assert (wording.by.by, wording.by.reason, wording.source) == ("last_good", "model_unavailable", "llm")
    assert wording.model == "scripted-1"
    another = request(moved[2], subject=request().subject.model_copy(update={"id": "d2"}))
    assert world.desk.writer("w").phrase(another).by.by == "engine"


def test_people_who_must_not_be_profiled_do_not_leave() -> None:
    model = ScriptedModel(rewords())
    barred = Person("c9", ("Berta Kern", "Kern", "Berta", "berta@acme.example"), do_not_profile=True)
    evidence = (
        *request().evidence,
        Passage("ev_2", "E-mail of theirs", "I am against it.", people=("c9",)),
        Passage("ev_3", "E-mail of somebody", "BERTA is against it."),
        Passage("ev_4", "Note about Berta Kern", ""),
    )
    slots = (
        *SLOTS,
        Slot("c.title", "Hear the blocker out", "title", "c", ("ev_2",)),
        Slot("c.why", "Berta Kern is marked as blocker on this deal.", "why", "c"),
    )
    wording = (
        WordingWorld(model)
        .desk.writer("w")
        .phrase(request(*slots, evidence=evidence, people=(*request().people, barred)))
    )
    sent = "\n".join(message.text for message in model.asked[0].messages)
    for part in ("Berta", "BERTA", "Kern", "against it", "blocker", "ev_2", "ev_3", "ev_4"):
        assert part not in sent
    assert wording.withheld == 5
    assert wording.texts["c.title"] == "Hear the blocker out"
    assert wording.texts["a.title"] == "Please Put value next to the price"


def test_when_nothing_may_leave_nobody_is_asked() -> None:
    model = ScriptedModel(rewords())
    barred = Person("c1", ("Anna Schmidt", "Anna"), do_not_profile=True)
    wording = WordingWorld(model).desk.writer("w").phrase(request(SLOTS[3], people=(barred,)))
    assert (wording.by.reason, wording.withheld, model.asked) == ("withheld", 2, [])
    wording = WordingWorld(model).desk.writer("w").phrase(replace(request(), slots=()))
    assert (wording.by.reason, model.asked) == ("nothing_to_word", [])


def test_a_feature_without_a_prompt_keeps_the_engines_words() -> None:
    model = ScriptedModel(rewords())
    wording = WordingWorld(model).desk.writer("w").phrase(request(feature="acme_special"))
    assert (wording.by.reason, model.asked) == ("prompt_unknown", [])


def test_names_policy_all_hides_companies_too() -> None:
    model = ScriptedModel(rewords())
    world = WordingWorld(model, policy="all")
    slot = Slot("t", "Ask Acme about Falcon", "title")
    wording = world.desk.writer("w").phrase(request(slot, companies=("Acme", "Falcon")))
    assert "Ask ⟦company-1⟧ about ⟦company-2⟧" in model.asked[0].messages[1].text
    assert wording.texts == {"t": "Please Ask Acme about Falcon"}


def test_hidden_names_come_back_in_their_places() -> None:
    model = _answer({"slot": "s1", "text": "⟦person-1⟧ is the one to call", "evidence": []})
    wording = WordingWorld(model).desk.writer("w").phrase(request(SLOTS[3]))
    assert wording.texts == {"b.title": "Anna Schmidt is the one to call"}
    for forged in ("Call ⟦person-2⟧", "Call ⟦person-1", "Call ⟦email-1⟧"):
        model = _answer({"slot": "s1", "text": forged, "evidence": []})
        assert WordingWorld(model).desk.writer("w").phrase(request(SLOTS[3])).source == "engine"


def test_an_address_from_a_mail_gets_into_no_sentence() -> None:
    evidence = (Passage("ev_1", "E-mail", "Write to mallory@evil.example about the price"),)
    model = _answer({"slot": "s1", "text": "Put value next to the price, ⟦email-1⟧", "evidence": ["ev_1"]})
    world = WordingWorld(model)
    assert world.desk.writer("w").phrase(request(SLOTS[1], evidence=evidence)).source == "engine"
    assert world.counts.found["crm_ai_gate_texts", "feature=deal_coach", "result=token"] == 1


def test_kept_words_are_judged_again() -> None:
    model = ScriptedModel(rewords())
    world = WordingWorld(model)
    world.desk.writer("w").phrase(request())
    for key, (feature, subject, kept) in world.shelves["w"].by_key.items():
        texts = {
            made_from: text.replace("in 4 texts", "in 9 texts") for made_from, text in kept.texts.items()
        }
        world.shelves["w"].by_key[key] = (feature, subject, replace(kept, texts=texts))
    wording = world.desk.writer("w").phrase(request())
    assert wording.texts["a.why"] == "Price came up in 4 texts, last 2 days ago."
    assert (wording.by.by, wording.by.reason, wording.by.replaced) == ("model", "gate", 1)
    assert len(model.asked) == 1


@pytest.mark.parametrize("policy", ["people", "all", "none"])
def test_addresses_never_leave_whatever_the_policy(policy: Any) -> None:
    model = ScriptedModel(rewords())
    evidence = (
        Passage(
            "ev_1",
            "E-mail",
            "Write to anna@acme.example or call +49 30 1234567, IBAN DE89 3704 0044 0532 0130 00",
        ),
    )
    WordingWorld(model, policy=policy).desk.writer("w").phrase(request(evidence=evidence))
    sent = "\n".join(message.text for message in model.asked[0].messages)
    for part in ("acme.example", "1234567", "3704"):
        assert part not in sent
    assert ("Anna" in sent) is (policy == "none")

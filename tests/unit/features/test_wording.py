"""Who words it, and how sentences are filled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from crm_ai_plugin.ai.without_model import EngineWriter
from crm_ai_plugin.features.deal_coach import DealCoach
from crm_ai_plugin.features.deal_coach.wording import catalogue
from crm_ai_plugin.insights import Subject
from crm_ai_plugin.ports.feature import Draft, History
from crm_ai_plugin.ports.writing import Slot, Wording, WordingRequest, Writer
from crm_ai_plugin.sentences import Money, Say, plain
from tests.unit.features.builders import deal

WORDS = catalogue("en")


def test_the_without_model_changes_nothing() -> None:
    request = WordingRequest("deal_coach", Subject(type="deal", id="1"), "en", (Slot("a", "x", "why"),))
    wording = EngineWriter().writer("w").phrase(request)
    assert (dict(wording.texts), wording.source, wording.model) == ({"a": "x"}, "engine", None)
    assert (wording.by.by, wording.by.reason) == ("engine", "no_key")


class Loud:
    """Rephrases titles, forgets everything else and invents a slot."""

    def phrase(self, request: WordingRequest) -> Wording:
        self.request = request
        texts = {slot.key: slot.text.upper() for slot in request.slots if slot.kind == "title"}
        return Wording(
            {**texts, "actions.invented.title": "BUY"}, source="llm", model="m", prompt_version="p1"
        )


def _drafts(*writers: Writer) -> list[Draft]:
    feature = DealCoach()
    snapshot = deal().person("dana", "champion").mail_in(3, "The budget is frozen.").build()
    assessment = feature.assess(feature.facts(snapshot, None), None, History())
    return [feature.word(assessment, writer) for writer in writers]


def test_a_writer_words_slots_and_decides_nothing() -> None:
    loud = Loud()
    engine, llm = _drafts(EngineWriter(), loud)
    assert (llm.source, llm.model, llm.prompt_version) == ("llm", "m", "p1")
    assert llm.fingerprint == engine.fingerprint
    assert llm.payload["score"] == engine.payload["score"]
    for one, other in zip(engine.payload["actions"], llm.payload["actions"], strict=True):
        assert other == {**one, "title": one["title"].upper()}
    passages = {p.id: p for p in loud.request.evidence}
    cited = next(p for p in passages.values() if p.quote == "The budget is frozen.")
    assert cited.quote is not None
    assert cited.quote in cited.text
    assert cited.people == ("dana",)
    assert set(passages) == {id_ for a in llm.payload["actions"] for id_ in a["evidence"]}
    assert {name for person in loud.request.people for name in person.names} >= {"Dana"}
    for slot in loud.request.slots:
        assert set(slot.evidence) <= set(passages)


def test_the_insight_says_what_the_writer_did_not_see() -> None:
    class Squinting:
        def phrase(self, request: WordingRequest) -> Wording:
            return Wording(request.texts, not_read=2, withheld=1)

    (draft,) = _drafts(Squinting())
    assert draft.coverage.effect.endswith(
        "2 texts were read only in part for the wording. "
        "1 text about people who must not be profiled did not go to the language model."
    )


@pytest.mark.parametrize(
    ("template", "params", "text"),
    [
        ("{n:day|days}", {"n": 1}, "1 day"),
        ("{n:day|days}", {"n": 1200.4}, "1,200 days"),
        ("{p:%}", {"p": 0.314}, "31 %"),
        ("{p:+%}", {"p": 0.05}, "+5 %"),
        ("{d:date}", {"d": date(2026, 1, 2)}, "2 Jan 2026"),
        ("{d:date}", {"d": datetime(2026, 1, 2, 3, 4)}, "2 Jan 2026"),  # only the day is written
        ("{m:money}", {"m": Money(12345.6, "EUR")}, "12,346 EUR"),
        ("{m:money}", {"m": Money(5, None)}, "5"),
        ("{h:hours}", {"h": 0.2}, "less than an hour"),
        ("{h:hours}", {"h": 1.2}, "1 hour"),
        ("{h:hours}", {"h": 30}, "30 hours"),
        ("{h:hours}", {"h": 60}, "2 days"),
        ("{l:list}", {"l": ("a", "b", "c")}, "a, b and c"),
        ("{t:term.type:cap} of", {"t": "email"}, "E-mail of"),
        ("{t:term.types}", {"t": ("email", "call")}, "e-mails and calls"),
        ("{t:term.type}", {"t": "un_heard"}, "un heard"),
        ("a[[ and {b}]]", {"b": None}, "a"),
        ("a[[ and {b}]]", {"b": "c"}, "a and c"),
        ("{x.y}", {"x.y": 1}, "1"),
        ("{n:1}", {"n": 2.345}, "2.3"),
    ],
)
def test_filling(template: str, params: dict[str, Any], text: str) -> None:
    assert WORDS.fill(template, params) == text


def test_values_are_never_templates_nor_doors_to_attributes() -> None:
    assert WORDS.fill("{x}", {"x": "{y} [[{z}]] {0.__class__}"}) == "y z 0. class"
    with pytest.raises(LookupError):
        WORDS.fill("{x.__class__}", {"x": "a"})


def test_unknown_sentences_and_languages_are_errors() -> None:
    with pytest.raises(KeyError):
        WORDS.render(Say("no.such"))
    with pytest.raises(KeyError):
        catalogue("xx")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<b>Anna</b>", "b Anna /b"),
        ("see https://evil.example/x now", "see (link) now"),
        ("a\u202eb\x00c\nd", "a b c d"),
        ("[x](javascript:alert(1))", "x ((link)"),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_plain(text: str, safe: str) -> None:
    assert plain(text) == safe


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (0.4, "today"), (1, "yesterday"), (2, "2 days ago"), (1400, "1,400 days ago")],
)
def test_days_are_counted_as_people_do(days: float, text: str) -> None:
    assert WORDS.fill("{d:ago}", {"d": days}) == text
    assert WORDS.fill("{d:Ago}", {"d": days}) == text.capitalize()

"""The words: complete, pointing at columns and steps that exist, and worded anew only where that is allowed."""

from __future__ import annotations

from importlib.resources import files

import yaml

from crm_ai_plugin.facts.columns import column_specs
from crm_ai_plugin.features.deal_coach.candidates import candidate_specs
from crm_ai_plugin.features.win_loss import WinLoss
from crm_ai_plugin.features.win_loss import wording as package
from crm_ai_plugin.features.win_loss.timeline import _TOPICS
from crm_ai_plugin.features.win_loss.wording import catalogue
from crm_ai_plugin.insights import WinLossPayload
from crm_ai_plugin.insights.win_loss import CATEGORIES
from crm_ai_plugin.ports.writing import Wording, WordingRequest
from crm_ai_plugin.signals import default_library
from tests.unit.features.win_loss.planted import question


def advice() -> dict[str, dict[str, str]]:
    text = (files(package) / "en" / "advice.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["how"])


def test_advice_is_about_columns_that_exist_and_leads_to_steps_that_exist():
    columns = {column.key for column in column_specs()} | {"late"}
    steps = {spec.key for spec in candidate_specs()}
    assert set(advice()) <= columns
    assert {entry["action"] for entry in advice().values()} <= steps


def test_every_category_has_advice_and_a_name():
    words = catalogue()
    assert all(words.has(f"in_general.{category}") for category in CATEGORIES)
    assert all(words.has(f"term.category.{category}") for category in CATEGORIES)


def test_every_topic_of_a_story_is_one_that_texts_are_read_for():
    assert set(_TOPICS) <= set(default_library().topics)
    assert all(catalogue().has(f"term.topic.{topic}") for topic in _TOPICS)


class Shouting:
    """Words everything in capitals and remembers what it was given."""

    def __init__(self) -> None:
        self.request: WordingRequest | None = None

    def phrase(self, request: WordingRequest) -> Wording:
        self.request = request
        return Wording({key: text.upper() for key, text in request.texts.items()}, source="llm", model="m")


def test_a_writer_may_word_headline_and_insights_and_nothing_else():
    feature, writer = WinLoss(), Shouting()
    asked = question(250, 2, n_open=40)
    assessment = feature.assess(feature.facts(asked, None), None)
    draft = feature.word(assessment, writer, [])
    payload = WinLossPayload.model_validate(draft.payload)
    assert draft.source == "llm"
    assert payload.headline.isupper()
    assert payload.insights
    assert all(one.title.isupper() and one.how.isupper() for one in payload.insights)
    assert not any(one.label.isupper() for one in payload.factors)
    assert writer.request is not None
    assert (writer.request.feature, writer.request.subject.type) == ("win_loss", "cohort")


def test_words_are_no_part_of_the_substance():
    feature = WinLoss()
    asked = question(250, 2, n_open=40)
    assessment = feature.assess(feature.facts(asked, None), None)

    class Plain:
        def phrase(self, request: WordingRequest) -> Wording:
            return Wording(request.texts)

    shouted, plain = feature.word(assessment, Shouting(), []), feature.word(assessment, Plain(), [])
    assert shouted.fingerprint == plain.fingerprint

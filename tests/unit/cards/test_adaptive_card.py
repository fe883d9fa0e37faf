"""Adaptive Cards: as the schema wants them, small enough, and with a customer's words as words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from crm_ai_cards.document import Card
from crm_ai_cards.hosts.adaptive_card import LIMIT, AdaptiveCardHost
from crm_ai_plugin.insights import Insight
from tests.unit.cards.adaptive_rules import broken, texts
from tests.unit.cards.card_examples import insight
from tests.unit.cards.test_hostile_text import VECTORS, card_of, insights, poisoned


def rendered(card: Card) -> dict[str, object]:
    text = AdaptiveCardHost().render(card)
    assert len(text.encode()) <= LIMIT
    found: dict[str, object] = json.loads(text)
    assert list(broken(found, {"AdaptiveCard"})) == []
    return found


def test_a_card_says_what_the_other_hosts_say() -> None:
    said = "\n".join(texts(rendered(card_of(insight()))))
    for words in (
        "Deal coach: deal 7",
        "Bring the economic buyer into a call",
        "Our CFO has to sign off on anything above 50k",
        "Measured and worded by the engine.",
    ):
        assert words in said
    assert "Shortened" not in said


@pytest.mark.parametrize(
    ("language", "said"), [("de", "de"), ("de-CH", "de"), ("DE", "de"), ("", "en"), ("<b>", "en")]
)
def test_the_language_is_one_that_hosts_know(language: str, said: str) -> None:
    assert rendered(card_of(insight()).model_copy(update={"language": language}))["lang"] == said


def test_the_rules_refuse_what_the_schema_refuses() -> None:
    good = rendered(card_of(insight()))
    changes: tuple[dict[str, object], ...] = (
        {"version": "9.9"},
        {"body": [{"type": "TextBlock", "text": "**x**"}]},
        {"body": [{"type": "RichTextBlock"}]},
        {"actions": []},
        {"lang": ""},
    )
    for change in changes:
        assert list(broken(good | change, {"AdaptiveCard"}))


@pytest.mark.parametrize("vector", VECTORS, ids=ascii)
def test_each_known_trick_in_every_field_at_once(vector: str) -> None:
    check(poisoned([vector], ["javascript:alert(1)"]))


@settings(max_examples=60, deadline=None)
@given(source=insights)
def test_whatever_is_written_where(source: Insight) -> None:
    check(source)


def check(source: Insight) -> None:
    found = rendered(card_of(source))
    for text in texts(found):
        assert "{{" not in text
        assert "${" not in text


def test_a_card_that_is_too_long_is_cut_at_the_end_and_says_so() -> None:
    long = insight(changes=[{"what": f"{number} " + "ä" * 400, "because": []} for number in range(90)])
    said = list(texts(rendered(card_of(long))))
    assert "Shortened: the whole card is in the workspace." in said
    assert said[-1] == "Measured and worded by the engine."

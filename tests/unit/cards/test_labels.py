"""What cards say themselves in the language of their reader; what an insight says stays as it was said."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import crm_ai_cards.builders
from crm_ai_cards.document import Card
from crm_ai_cards.hosts.adaptive_card import AdaptiveCardHost
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.labels import LANGUAGES
from tests.unit.cards.workspace_fixtures import cards

BUILDERS = Path(crm_ai_cards.builders.__file__).parent


def catalogue(language: str) -> dict[str, dict[str, str]]:
    text = resources.files("crm_ai_cards.labels").joinpath(f"{language}.json").read_text("utf-8")
    return dict(json.loads(text))


def block(card: Card, kind: str) -> Any:
    return next(one for one in card.blocks if one.kind == kind)


def written() -> Iterator[tuple[str, str, str]]:
    """The labels that builders write out, as (file, section, text)."""
    sections = {"title": "titles", "columns": "columns", "numeric": "columns", "submit": "forms"}
    for path in sorted(BUILDERS.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            for keyword in call.keywords:
                section = sections.get(str(keyword.arg))
                if name == "Field" and keyword.arg == "label":
                    section = "forms"
                if name == "Button" and keyword.arg == "label":
                    section = "buttons"
                if section is None or name == "ListItem":
                    continue
                for part in ast.walk(keyword.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                        yield path.name, section, part.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_that_a_builder_writes_is_forgotten(language: str) -> None:
    labels = catalogue(language)
    found = set(written())
    assert len(found) > 80
    assert {one for one in found if one[2] not in labels[one[1]]} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels(language: str) -> None:
    first = catalogue(LANGUAGES[0])
    assert {name: set(part) for name, part in catalogue(language).items()} == {
        name: set(part) for name, part in first.items()
    }
    assert all(text.strip() for part in catalogue(language).values() for text in part.values())


@pytest.mark.parametrize("tag", ["de", "de-AT", "de_CH", "DE"])
def test_a_rep_reads_headings_buttons_and_forms_in_their_language(tag: str) -> None:
    card = cards()["deal_coach"].labelled(tag)
    assert (card.title, block(card, "list").title) == ("Deal-Coach", "Nächste Schritte")
    assert block(card, "metric").label == "Gewinnchance"
    done = next(one for one in block(card, "actions").buttons if one.state == "done")
    assert done.label == "Erledigt"
    assert done.spoken.startswith("Als erledigt markieren: ")
    form = block(card, "form")
    assert (form.submit, form.fields[0].options[1]) == (
        "Diesen Schritt ablehnen",
        ("not_relevant", "Falsch für dieses Geschäft"),
    )


def test_tables_keep_their_columns_of_numbers() -> None:
    card = cards()["win_loss"].labelled("fr")
    for one in card.blocks:
        if one.kind == "table":
            assert set(one.numeric) <= set(one.columns)  # type: ignore[attr-defined]
            assert len(set(one.columns)) == len(one.columns)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(cards()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_the_same_card_in_every_language(name: str, language: str) -> None:
    before = cards()[name]
    after = before.labelled(language)
    assert Card.from_json(json.loads(json.dumps(after.to_json()))) == after
    assert after.title != before.title or name == "persona"
    assert (after.id, after.language, after.version) == (before.id, before.language, before.version)
    for old, new in zip(before.blocks, after.blocks, strict=True):
        if old.kind in ("headline", "evidence", "quote", "chart"):
            assert new.model_dump(exclude={"title"}) == old.model_dump(exclude={"title"})
        if old.kind == "list":
            said = [(one.title, one.why, one.how) for one in old.items]  # type: ignore[attr-defined]
            assert [(one.title, one.why, one.how) for one in new.items] == said  # type: ignore[attr-defined]


@pytest.mark.parametrize("tag", ["en", "en_GB", "pl", "xx-YY"])
def test_without_labels_of_a_language_it_stays_as_it_is(tag: str) -> None:
    card = cards()["deal_coach"]
    assert card.labelled(tag) == card


def test_chats_and_texts_have_the_readers_headings_too() -> None:
    card = cards()["deal_coach"].labelled("es")
    assert "Próximos pasos" in MarkdownHost().render(card)
    assert "Próximos pasos" in AdaptiveCardHost().render(card)

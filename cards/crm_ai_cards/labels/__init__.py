"""What cards say themselves, in the languages of their readers.

Builders write English. Headings, buttons, forms, heads of columns and the few sentences that are the same on every card
are looked up here by it; an insight's own words stay in the language it was made in, and what is not known stays
English.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ..blocks.actions import ActionsBlock, Button
from ..blocks.form import Field, FormBlock
from ..blocks.list import ListBlock
from ..blocks.metric import MetricBlock
from ..blocks.table import TableBlock

if TYPE_CHECKING:
    from ..blocks import Block

LANGUAGES = ("de", "es", "fr")
_WORDS = ("empty", "keys", "noun")
"""Texts of blocks beside their heading that are the same on every card."""

Labels = Mapping[str, Mapping[str, str]]


def known(language: str) -> str | None:
    """Return the language of a tag such as ``de-AT`` or ``es_MX`` that there are labels in; None: English."""
    spoken = language.replace("_", "-").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else None


def title(text: str, language: str) -> str:
    """Return a heading in one of `LANGUAGES`."""
    return _labels(language)["titles"].get(text, text)


def labelled(blocks: Iterable[Block], language: str) -> tuple[Block, ...]:
    """Return blocks with their labels in one of `LANGUAGES`."""
    labels = _labels(language)
    return tuple(_labelled(block, labels) for block in blocks)


def _labelled(block: Block, labels: Labels) -> Block:
    changes: dict[str, Any] = {}
    heading = getattr(block, "title", None)
    if heading:
        changes["title"] = labels["titles"].get(heading, heading)
    words = labels["words"]
    changes |= {name: words.get(text, text) for name in _WORDS if (text := getattr(block, name, None))}
    return block.model_copy(update=changes | _of_kind(block, labels))


def _of_kind(block: Block, labels: Labels) -> dict[str, Any]:
    words = labels["words"]
    if isinstance(block, MetricBlock):
        names = ("label", "baseline_label")
        return {name: words.get(getattr(block, name), getattr(block, name)) for name in names}
    if isinstance(block, TableBlock):
        columns = labels["columns"]
        names_ = ("columns", "numeric")
        return {name: tuple(columns.get(one, one) for one in getattr(block, name)) for name in names_}
    if isinstance(block, ListBlock):
        items = (
            item.model_copy(
                update={
                    "effect_of": words.get(item.effect_of, item.effect_of),
                    "state_reason": words.get(item.state_reason or "", item.state_reason),
                }
            )
            for item in block.items
        )
        return {"items": tuple(items)}
    if isinstance(block, ActionsBlock):
        return {"buttons": tuple(_button(button, labels["buttons"]) for button in block.buttons)}
    if isinstance(block, FormBlock):
        forms = labels["forms"]
        fields = tuple(_field(field, forms) for field in block.fields)
        return {"fields": fields, "submit": forms.get(block.submit, block.submit)}
    return {}


def _button(button: Button, buttons: Mapping[str, str]) -> Button:
    deed, colon, about = button.spoken.partition(": ")
    spoken = f"{buttons.get(deed, deed)}{colon}{about}"
    return button.model_copy(update={"label": buttons.get(button.label, button.label), "spoken": spoken})


def _field(field: Field, forms: Mapping[str, str]) -> Field:
    options = tuple((value, forms.get(label, label)) for value, label in field.options)
    return field.model_copy(update={"label": forms.get(field.label, field.label), "options": options})


@cache
def _labels(language: str) -> Labels:
    found: Labels = json.loads(resources.files(__name__).joinpath(f"{language}.json").read_text("utf-8"))
    return found

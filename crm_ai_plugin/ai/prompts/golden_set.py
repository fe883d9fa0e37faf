"""Requests that every version of a prompt is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from ...errors import NotFoundError
from ...insights import Subject
from ...ports.choosing import ChoiceRequest, Option
from ...ports.writing import Passage, Person, Slot, WordingRequest

_FILES = files("crm_ai_plugin.ai.prompts") / "golden"


@dataclass(frozen=True)
class GoldenCase:
    """One request with a name."""

    name: str
    request: WordingRequest


@dataclass(frozen=True)
class GoldenChoice:
    """One choice with a name, and the keys of the options that are right."""

    name: str
    request: ChoiceRequest
    right: frozenset[str]


def golden_set(feature: str) -> Sequence[GoldenCase]:
    """Return the cases of a prompt that asks for words.

    Raises:
        NotFoundError: the package has none for it.
    """
    return [_case(feature, place, raw) for place, raw in enumerate(_read(feature)) if "slots" in raw]


def golden_choices(feature: str) -> Sequence[GoldenChoice]:
    """Return the cases of a prompt that asks for a choice.

    Raises:
        NotFoundError: the package has none for it.
    """
    return [_choice(feature, place, raw) for place, raw in enumerate(_read(feature)) if "options" in raw]


def _read(feature: str) -> Sequence[dict[str, Any]]:
    entry = _FILES / f"{feature}.yaml"
    if not feature.isidentifier() or not entry.is_file():
        raise NotFoundError(f"there is no golden set for {feature[:60]!r}", code="golden_set_unknown")
    found: Sequence[dict[str, Any]] = yaml.safe_load(entry.read_text(encoding="utf-8"))
    return found


def _case(feature: str, place: int, raw: dict[str, Any]) -> GoldenCase:
    request = WordingRequest(
        feature=feature,
        subject=Subject(type="golden", id=str(place)),
        language=raw.get("language", "en"),
        slots=tuple(
            Slot(key, text=text, kind=kind, candidate=candidate, evidence=tuple(evidence))
            for key, kind, candidate, text, *evidence in raw["slots"]
        ),
        evidence=tuple(Passage(**one) for one in raw.get("evidence", ())),
        people=tuple(Person(id_, tuple(names)) for id_, *names in raw.get("people", ())),
    )
    return GoldenCase(raw["name"], request)


def _choice(feature: str, place: int, raw: dict[str, Any]) -> GoldenChoice:
    request = ChoiceRequest(
        feature=feature.split("_", maxsplit=1)[0],
        prompt=feature,
        subject=Subject(type="golden", id=str(place)),
        language=raw.get("language", "en"),
        text=raw["text"],
        options=tuple(Option(key, key.replace("_", " ")) for key in raw["options"]),
    )
    return GoldenChoice(raw["name"], request, frozenset(raw["right"]))

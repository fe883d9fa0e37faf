"""Answers to questions that leave a choice among given ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.testing.language_model.asked import Answer, Answerer, Asked
from crm_ai_plugin.testing.language_model.filling import filled_answer

__all__ = ["choosing", "last_choices"]


def choosing(place: int = -1, otherwise: Answerer = filled_answer) -> Answerer:
    """Return an answerer that takes the id at `place` where there is a choice, and does as `otherwise` elsewhere.

    ::

        model = ScriptedModel(choosing(1))
    """

    def answer(asked: Asked) -> Answer:
        choices = _choices(asked.schema)
        return {name: ids[place] for name, ids in choices.items()} if choices else otherwise(asked)

    return answer


def last_choices(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the last id of every choice that the answer consists of."""
    return {name: ids[-1] for name, ids in _choices(schema).items()}


def _choices(schema: Mapping[str, Any]) -> dict[str, list[str]]:
    properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    return {name: list(part["enum"]) for name, part in properties.items() if part.get("enum")}

"""Lets a model say which objection comes first, before answers are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...ports.choosing import Chooser, Chosen
from ...ports.question import Question, TextFeature


def refined_facts(
    feature: TextFeature, question: Question, learned: Mapping[str, Any] | None, chooser: Chooser
) -> tuple[Any, Chosen]:
    """Return the facts with what was chosen, and the choice."""
    facts = feature.facts(question, learned)
    request = feature.choice(facts)
    if request is None:
        return facts, Chosen()
    chosen = chooser.choose(request)
    question = replace(question, chosen=chosen.key, chosen_by=chosen.by)
    return feature.facts(question, learned), chosen

"""Lets a model say which objection comes first, before answers are looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...ports.choosing import Chooser, Chosen
from ...ports.question import Question, TextFeature


def refined_facts(feature: TextFeature, question: Question, chooser: Chooser) -> tuple[Any, Chosen]:
    """Return the facts with what was chosen, and the choice."""
    # What was learned ranks answers, and which answers there are is known only after the reading.
    facts = feature.facts(question, None)
    request = feature.choice(facts)
    if request is None:
        return facts, Chosen()
    chosen = chooser.choose(request)
    question = replace(question, chosen=chosen.key, chosen_by=chosen.by)
    return feature.facts(question, None), chosen

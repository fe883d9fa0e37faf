"""Puts facts and candidates into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....facts import Fact
from ....sentences import Catalogue, plain
from ..candidates import Candidate
from .scorecards import named

TITLE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class ActionTexts:
    """What to do, why and how."""

    title: str
    why: str
    how: str


def action_texts(candidate: Candidate, facts: Mapping[str, Fact], words: Catalogue) -> ActionTexts:
    """Word one candidate from the facts it rests on."""
    params = named(_params(candidate, facts), words)
    return ActionTexts(
        plain(words.fill(_template(candidate, "title", words), params), TITLE_LIMIT),
        words.fill(_template(candidate, "why", words), params),
        words.fill(_template(candidate, "how", words), params),
    )


def _template(candidate: Candidate, slot: str, words: Catalogue) -> str:
    name = candidate.proposal.worded_as or candidate.key
    special = f"candidate.{name}.{slot}_{candidate.proposal.variant}"
    return words.text(special if words.has(special) else f"candidate.{name}.{slot}")


def _params(candidate: Candidate, facts: Mapping[str, Fact]) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for key in {*candidate.proposal.rests_on, *_ALWAYS}:
        fact = facts[key]
        if fact.measured:
            params[key] = fact.value
            params.update({f"{key}.{name}": value for name, value in fact.detail.items()})
    params.update(candidate.proposal.params)
    return params


_ALWAYS = ("days_since_two_way", "people_engaged", "deal_age", "contacts_linked", "activities_logged")
"""Numbers that many sentences like to name."""

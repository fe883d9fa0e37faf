"""What the tests of the library say and do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm_ai_plugin.insights import ObjectionPayload
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.library.keeping import Wish
from crm_ai_plugin.runtime.objections.library.workflow import Dates
from crm_ai_plugin.runtime.services import Services
from tests.fixtures.stores import DATABASES

W = "acme"
DAY = timedelta(days=1)
CLAIM: dict[str, Any] = {
    "kind": "claim",
    "language": "en",
    "topics": ["price"],
    "text": "Customers may leave after the first year.",
}
TEMPLATE: dict[str, Any] = {
    "kind": "template",
    "language": "en",
    "topics": ["price"],
    "tones": ["playful"],
    "sentences": ["Let us play with the scope.", {"claim": "leave"}],
    "ask": "Shall we?",
    "why": "When you know each other well.",
}

on_each = pytest.mark.parametrize("database", DATABASES, indirect=True)


def wish(content: dict[str, Any] = CLAIM, by: str = "anna", **changes) -> Wish:
    return Wish(content, by, **changes)


def approved(library, id_: str, content: dict[str, Any] = CLAIM, **dates):
    library.add(W, wish(content), id_)
    library.submit(W, id_, "anna")
    return library.approve(W, id_, "ben", Dates(**dates))


def payload(services: Services, **changes) -> ObjectionPayload:
    asked = Asked(text="Your price is too high.", by="rep-1", **changes)
    return ObjectionPayload.model_validate(services.objections.ask(W, asked).payload)


def deeds(services: Services) -> list[tuple[str, str, str]]:
    with services.store.workspace(W) as session:
        return [(row.actor, row.action, row.subject) for row in reversed(session.audit.list())]

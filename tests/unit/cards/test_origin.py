"""A card says in small print who worded it."""

from __future__ import annotations

from typing import Any

import pytest

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_plugin.insights import WordedBy
from tests.unit.cards.card_examples import insight


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "Measured and worded by the engine"),
        ({"wording": WordedBy(reason="no_key")}, "Measured and worded by the engine"),
        (
            {"wording": WordedBy(reason="model_timeout")},
            "Measured and worded by the engine; the language model had no usable words this time",
        ),
        (
            {"source": "llm", "model": "m-1", "wording": WordedBy(by="model")},
            "Measured by the engine, worded by m-1",
        ),
        (
            {
                "source": "llm",
                "model": "m-1",
                "wording": WordedBy(by="fallback_model", reason="gate", replaced=2),
            },
            "Measured by the engine, worded by m-1, standing in for another; 2 of the texts by the engine",
        ),
        (
            {"source": "llm", "model": "m-1", "wording": WordedBy(by="last_good", reason="no_budget")},
            "Measured by the engine; words kept from an earlier answer of m-1",
        ),
    ],
)
def test_the_small_print(values: dict[str, Any], says: str) -> None:
    assert DealCoachCard().build(insight(**{"source": "engine", "model": None, **values})).origin == says

"""The cards that HubSpot's side is tested with are what the builders make; run this file to write them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.builders.objection import ObjectionCard
from tests.unit.cards import card_examples, test_objection_card

FOLDER = Path(__file__).parents[3] / "cards" / "hubspot" / "tests" / "cards"


def _cards() -> dict[str, str]:
    made = {
        "deal_coach": DealCoachCard().build(card_examples.insight()),
        "objection": ObjectionCard().build(test_objection_card.insight()),
    }
    return {
        name: json.dumps(card.to_json(), indent=2, ensure_ascii=False) + "\n" for name, card in made.items()
    }


@pytest.mark.parametrize("name", ["deal_coach", "objection"])
def test_example_is_current(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == _cards()[name], (
        "stale: run: python -m tests.unit.cards.test_examples_for_hubspot"
    )


if __name__ == "__main__":
    for name, text in _cards().items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")

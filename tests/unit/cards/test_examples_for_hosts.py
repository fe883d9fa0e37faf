"""The cards that HubSpot's and Salesforce's sides are tested with are what the builders make; run this to write them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.builders.objection import ObjectionCard
from tests.unit.cards import card_examples, test_objection_card

CARDS = Path(__file__).parents[3] / "cards"
FOLDERS = (
    CARDS / "hubspot" / "tests" / "cards",
    CARDS / "salesforce" / "force-app" / "main" / "default" / "lwc" / "crmAiOutline" / "__tests__" / "cards",
)


def _cards() -> dict[str, str]:
    made = {
        "deal_coach": DealCoachCard().build(card_examples.insight()),
        "objection": ObjectionCard().build(test_objection_card.insight()),
    }
    return {
        name: json.dumps(card.to_json(), indent=2, ensure_ascii=False) + "\n" for name, card in made.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=["hubspot", "salesforce"])
@pytest.mark.parametrize("name", ["deal_coach", "objection"])
def test_example_is_current(name: str, folder: Path) -> None:
    assert (folder / f"{name}.json").read_text(encoding="utf-8") == _cards()[name], (
        "stale: run: python -m tests.unit.cards.test_examples_for_hosts"
    )


if __name__ == "__main__":
    for folder in FOLDERS:
        folder.mkdir(exist_ok=True)
        for name, text in _cards().items():
            (folder / f"{name}.json").write_text(text, encoding="utf-8")

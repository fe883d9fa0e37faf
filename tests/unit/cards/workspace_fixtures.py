"""Real cards for the workspace's tests and gallery: ``python -m tests.unit.cards.workspace_fixtures`` writes them.

The builders make them, so that the workspace is never tried on a card that the product does not make.
"""

from __future__ import annotations

import json
from pathlib import Path

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.builders.objection import ObjectionCard
from crm_ai_cards.builders.persona import PersonaCard
from crm_ai_cards.document import Card
from tests.unit.cards import (
    test_calibration_card,
    test_effectiveness_card,
    test_objection_card,
    test_people_cards,
    test_win_loss_card,
)
from tests.unit.cards.card_examples import insight
from tests.unit.cards.persona_examples import persona

FOLDER = Path(__file__).parents[3] / "cards" / "web" / "src" / "testing" / "cards"


def cards() -> dict[str, Card]:
    """Return the cards by the names of their files."""
    step, helps, unclear = (getattr(test_effectiveness_card, name) for name in ("step", "HELPS", "OPEN"))
    return {
        "deal_coach": DealCoachCard().build(insight()),
        "objection": ObjectionCard().build(test_objection_card.with_background()),
        "persona": PersonaCard().build(persona()),
        "committee": test_people_cards.committee("Dana Fox", "CFO"),
        "win_loss": test_win_loss_card.card_of(),
        "calibration": test_calibration_card.card_of(overall=test_calibration_card.part("all")),
        "effectiveness": test_effectiveness_card.card_of(
            headline="One step helps; about the other it is too early to tell.",
            steps=[step("multithread", helps), step("call_back", unclear)],
        ),
    }


def text(card: Card) -> str:
    """Return the card as its file holds it."""
    return json.dumps(card.to_json(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, card in cards().items():
        (FOLDER / f"{name}.json").write_text(text(card), encoding="utf-8")

"""The cards the workspace is tried on are those that the builders make now."""

from __future__ import annotations

import pytest

from tests.unit.cards.workspace_fixtures import FOLDER, cards, text


@pytest.mark.parametrize("name", sorted(cards()))
def test_the_workspace_is_tried_on_real_cards(name: str) -> None:
    kept = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert kept == text(cards()[name]), "python -m tests.unit.cards.workspace_fixtures writes them anew"

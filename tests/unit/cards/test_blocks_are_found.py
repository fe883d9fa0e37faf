"""Blocks are found by being there; a card survives its JSON."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from crm_ai_cards import blocks
from crm_ai_cards.blocks import headline
from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.document import Card
from tests.unit.cards.card_examples import insight


def test_every_promised_kind_is_found() -> None:
    promised = {"headline", "metric", "list", "evidence", "chart", "form", "actions", "coverage", "changes"}
    assert promised <= set(blocks.block_types())


def test_one_more_file_is_one_more_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "banner.py").write_text(
        "from typing import Literal\n"
        "from markupsafe import Markup\n"
        "from crm_ai_cards.blocks.base import Block\n"
        "class Banner(Block):\n"
        "    kind: Literal['banner'] = 'banner'\n"
        "    def outline(self, view): return ()\n"
        "    def html(self, view): return Markup()\n"
    )
    monkeypatch.setattr(blocks, "__path__", [*blocks.__path__, str(tmp_path)])
    blocks.block_types.cache_clear()
    try:
        assert "banner" in blocks.block_types()
    finally:
        monkeypatch.undo()
        blocks.block_types.cache_clear()
        sys.modules.pop("crm_ai_cards.blocks.banner", None)


def test_two_blocks_of_one_kind_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path(headline.__file__).read_text()
    text = text.replace("from ..", "from crm_ai_cards.").replace(
        "from .base", "from crm_ai_cards.blocks.base"
    )
    (tmp_path / "twin.py").write_text(text)
    monkeypatch.setattr(blocks, "__path__", [*blocks.__path__, str(tmp_path)])
    blocks.block_types.cache_clear()
    try:
        with pytest.raises(TypeError, match="two blocks of kind headline"):
            blocks.block_types()
    finally:
        monkeypatch.undo()
        blocks.block_types.cache_clear()
        sys.modules.pop("crm_ai_cards.blocks.twin", None)


def test_a_card_survives_its_json() -> None:
    card = DealCoachCard().build(insight())
    assert Card.from_json(card.to_json()) == card


def test_a_block_of_unknown_kind_is_refused() -> None:
    data = dict(DealCoachCard().build(insight()).to_json())
    data["blocks"] = [{"kind": "nonsense"}]
    with pytest.raises(ValidationError):
        Card.from_json(data)

"""The card of a calibration: points on a diagram, parts in tables, and what it says when nothing has closed."""

from __future__ import annotations

from typing import Any

from crm_ai_cards.blocks.plot import PlotBlock
from crm_ai_cards.blocks.table import TableBlock
from crm_ai_cards.builders.calibration import CalibrationCard
from crm_ai_cards.document import Card
from crm_ai_cards.files.pdf import PdfFile
from crm_ai_cards.hosts.web import WebHost
from tests.unit.cards.card_examples import estimate, insight
from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA
from tests.unit.cards.test_report_parts import TAGS


def part(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "verdict": "held",
        "deals": 40,
        "said": 0.4,
        "came": estimate(0.42, 0.3, 0.55),
        "brier": estimate(0.2, 0.15, 0.25),
        "brier_base": 0.24,
        "table": [
            {"said": 0.2, "deals": 20, "came": estimate(0.25, 0.1, 0.4)},
            {"said": 0.7, "deals": 20, "came": estimate(0.6, 0.4, 0.8)},
        ],
    } | changes


def card_of(**payload: Any) -> Card:
    subject = {"type": "workspace", "id": "acme"}
    return CalibrationCard().build(
        insight(
            kind="calibration", subject=subject, payload={"headline": "The odds held."} | payload, changes=[]
        )
    )


def test_it_shows_the_diagram_and_the_parts() -> None:
    card = card_of(overall=part("all"), months=[part("2026-01", verdict="too_high")])
    (plot,) = card.view().all(PlotBlock)
    assert [(point.x, point.y) for point in plot.points] == [(0.2, 0.25), (0.7, 0.6)]
    tables = {one.title: one.rows for one in card.view().all(TableBlock) if one.rows}
    assert [row[0] for row in tables["By month of closing"]] == ["2026-01"]
    assert tables["By month of closing"][0][4] == "too high"
    assert read(WebHost().render(card), TAGS, prefixes=DATA).offences == []
    assert card.heading == "How well the odds held"
    assert PdfFile().file(card).startswith(b"%PDF")


def test_nothing_closed_says_so() -> None:
    assert "No deal has closed after odds were given." in WebHost().render(card_of())

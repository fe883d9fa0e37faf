"""The card of a win-loss answer: a cohort, and one deal."""

from __future__ import annotations

from typing import Any

from crm_ai_cards.blocks.changes import ChangesBlock
from crm_ai_cards.blocks.chart import ChartBlock
from crm_ai_cards.blocks.list import ListBlock
from crm_ai_cards.blocks.plot import PlotBlock
from crm_ai_cards.blocks.table import TableBlock
from crm_ai_cards.builders.win_loss import WinLossCard
from crm_ai_cards.document import Card
from crm_ai_cards.files.pdf import PdfFile
from crm_ai_cards.hosts.web import WebHost
from tests.unit.cards.card_examples import estimate, insight
from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA
from tests.unit.cards.test_report_parts import TAGS

NO_FACTOR = "no significant factor"


def factor(key: str, ratio: float, *, found: bool, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "column": key,
        "label": key.replace("_", " "),
        "category": "pricing",
        "direction": "up" if ratio > 1 else "down",
        "odds_ratio": estimate(ratio, ratio * 0.7, ratio * 1.4),
        "raw": estimate(ratio, ratio * 0.7, ratio * 1.4),
        "p_value": 0.001,
        "q_value": 0.01,
        "found": found,
        "detectable": 1.6,
        "share": 0.4,
        "actionable": True,
    } | changes


def at_stage(stage: str, odds: float, q: float | None) -> dict[str, Any]:
    return {"stage": stage, "odds_ratio": estimate(odds, odds * 0.7, odds * 1.4), "p_value": q, "q_value": q}


def payload(**changes: Any) -> dict[str, Any]:
    return {
        "headline": "Deals with price pressure are lost more often.",
        "cohort": {},
        "cohort_id": "coh_1",
        "n_won": 40,
        "n_lost": 60,
        "n_open": 12,
        "coverage": {"used": 0.9, "complete": 0.8},
        "factors": [
            factor("price_pressure", 0.5, found=True),
            factor("size", 1.4, found=False, proxy_for="region"),
            factor("touches", 7.5, found=False, only_beside="trend"),
        ],
        "verdict": "1 factor found",
        "detectable": 1.6,
        "model": {"kind": "additive", "n": 100, "auc": 0.71, "judged": 20},
        "trends": {
            "quarters": [
                {"quarter": f"2026 Q{n}", "n_won": 10, "n_lost": 15, "win_rate": estimate(0.4, 0.3, 0.5)}
                for n in (1, 2, 3)
            ]
        },
        "insights": [
            {
                "id": "fnd_1",
                "key": "price_pressure",
                "category": "pricing",
                "title": "Speak of value before price",
                "why": "Price pressure halves the odds.",
                "how": "Send the business case first.",
                "effect": estimate(-0.1, -0.2, -0.05),
                "touches": 3,
                "certainty": 0.97,
                "score": 0.3,
                "evidence": ["ev_1"],
            }
        ],
    } | changes


def card_of(**changes: Any) -> Card:
    return WinLossCard().build(
        insight(
            kind="win_loss", subject={"type": "cohort", "id": "coh_1"}, payload=payload(**changes), changes=[]
        )
    )


def titles(card: Card, kind: type[Any]) -> list[str]:
    return [block.title for block in card.view().all(kind)]


def test_a_cohort_shows_what_was_found_and_all_that_was_looked_at() -> None:
    card = card_of()
    (chart,) = card.view().all(ChartBlock)
    assert [(bar.key, bar.value < 0) for bar in chart.bars] == [("price_pressure", True)]
    table = next(one for one in card.view().all(TableBlock) if one.title == "All that was looked at")
    assert [(row[0], row[-1]) for row in table.rows] == [
        ("price pressure", "yes"),
        ("size", "explained by region"),
        ("touches", "only beside trend"),
    ]
    (plot,) = card.view().all(PlotBlock)
    assert plot.points[0].words.startswith("2026 Q1: 40%")


def test_what_changed_since_the_last_version_is_shown() -> None:
    changed = {"what": "Now found: price talk goes with losing", "because": []}
    shown = WinLossCard().build(
        insight(
            kind="win_loss", subject={"type": "cohort", "id": "coh_1"}, payload=payload(), changes=[changed]
        )
    )
    blocks = [block for block in shown.blocks if isinstance(block, ChangesBlock)]
    assert [item.what for block in blocks for item in block.items] == [changed["what"]]
    assert not any(block.items for block in card_of().blocks if isinstance(block, ChangesBlock))


def test_no_factor_is_an_answer() -> None:
    card = card_of(factors=[], insights=[], verdict=NO_FACTOR, trends={})
    (steps,) = card.view().all(ListBlock)
    assert (steps.items, steps.empty) == ((), "No significant factor.")
    assert "No significant factor." in WebHost().render(card)


def test_one_deal_shows_its_odds_its_reason_and_its_likes() -> None:
    card = card_of(
        outcome="lost",
        score={
            "p_win": estimate(0.3, 0.2, 0.4),
            "base": 0.0,
            "log_odds": -0.8,
            "as_of": "2026-03-01T00:00:00Z",
        },
        contributions=[
            {"key": "a", "label": "Price asked twice", "category": "pricing", "contribution": -0.8}
        ],
        timeline=[
            {"at": "2026-02-01T10:00:00Z", "kind": "email", "category": "pricing", "text": "Price asked"}
        ],
        similar=[
            {
                "deal_id": "9",
                "connection": "c",
                "name": "Globex",
                "outcome": "lost",
                "distance": 0.2,
                "because": ["a"],
            }
        ],
        stated_reason_vs_evidence={
            "stated": "Timing",
            "stated_category": "timeline",
            "shown_category": "pricing",
            "agreement": "contradicted",
            "text": "The records show price, not timing.",
        },
    )
    assert {"The stated reason and the records", "What happened", "Closed deals most like it"} <= set(
        titles(card, TableBlock)
    )
    assert "All that was looked at" not in titles(card, TableBlock)


def test_it_can_be_shown_everywhere() -> None:
    card = card_of()
    assert read(WebHost().render(card), TAGS, prefixes=DATA).offences == []
    assert PdfFile().file(card).startswith(b"%PDF")


def test_a_factor_is_shown_stage_by_stage_with_what_is_not_adjusted_said() -> None:
    by_stage = [at_stage("demo", 0.9, 0.4), at_stage("offer", 0.3, 0.0001)]
    differ = "Weighs more at offer."
    factors = [
        factor("price_pressure", 0.5, found=True, by_stage=by_stage, stages_differ=differ),
        factor("size", 1.4, found=False, by_stage=[at_stage("demo", 1.4, 0.9)]),
    ]
    card = WinLossCard().build(insight(kind="win_loss", payload=payload(factors=factors)))
    (table,) = [b for b in card.blocks if isinstance(b, TableBlock) and b.title == "By stage"]
    assert [(row[0], row[1], row[3]) for row in table.rows] == [
        ("price pressure", "demo", "0.400"),
        ("price pressure", "offer", "<0.001"),
    ]
    assert table.notes == ("price pressure: Weighs more at offer.",)
    plain = [factor("price_pressure", 0.5, found=True, by_stage=[at_stage("demo", 0.9, None)])]
    card = WinLossCard().build(insight(kind="win_loss", payload=payload(factors=plain)))
    (table,) = [b for b in card.blocks if isinstance(b, TableBlock) and b.title == "By stage"]
    assert "not adjusted" in table.notes[0]


def test_without_stages_nothing_is_said_of_them() -> None:
    card = WinLossCard().build(insight(kind="win_loss", payload=payload()))
    html = WebHost().render(card)
    assert "By stage" not in str(html)

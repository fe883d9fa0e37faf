"""The card of what advice did: effects on a plot, steps in tables, and plain words where nothing can be told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crm_ai_cards.blocks.plot import PlotBlock
from crm_ai_cards.blocks.table import TableBlock
from crm_ai_cards.builders.effectiveness import EffectivenessCard
from crm_ai_cards.document import Card
from crm_ai_cards.files.pdf import PdfFile
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.web import WebHost
from tests.unit.cards.card_examples import estimate, insight
from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA, hostile
from tests.unit.cards.test_report_parts import TAGS


def told(**changes: Any) -> dict[str, Any]:
    return {
        "verdict": "not_told_yet",
        "uplift": None,
        "raw_difference": 0.2,
        "with": 20,
        "without": 12,
        "detectable": 0.4,
        "target": 0.1,
        "more_deals": 1370,
        "q_value": None,
    } | changes


def step(key: str, doing: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "recommended": 50,
        "held_back": 10,
        "done": {"marked": 8, "observed": 7, "both": 5},
        "dismissed": {"bad_timing": 3},
        "too_short": 2,
        "doing": doing or told(),
        "showing": None,
        "says": "",
    } | changes


def card_of(**payload: Any) -> Card:
    whole: dict[str, Any] = {"headline": "h", "window_days": 14, "deals": 40, "overall": step("all")}
    return EffectivenessCard().build(
        insight(
            kind="effectiveness",
            subject={"type": "workspace", "id": "acme"},
            payload=whole | payload,
            changes=[],
        )
    )


HELPS = told(verdict="helps", uplift=estimate(0.12, 0.04, 0.21))
OPEN = told(uplift=estimate(-0.02, -0.14, 0.09))
MONTH = {"month": "2026-01", "deals": 40, "recommended": 50, "done": 20, "dismissed": 3, "won": 15}


def table(card: Card, title: str) -> dict[str, tuple[str, ...]]:
    (found,) = (one for one in card.view().all(TableBlock) if one.title == title)
    return {row[0]: row[1:] for row in found.rows}


def test_each_effect_stands_on_the_plot_with_its_interval_and_in_the_table() -> None:
    card = card_of(
        actions=[step("book_meeting", HELPS), step("set_amount"), step("new", OPEN)], months=[MONTH]
    )
    (plot,) = card.view().all(PlotBlock)
    assert [(p.x, p.y, p.low, p.high) for p in plot.points] == [
        (1, 0.12, 0.04, 0.21),
        (3, -0.02, -0.14, 0.09),
    ]
    assert plot.points[0].words == "1. book meeting: +12 (+4 to +21); helps."
    assert [mark.label for mark in plot.across] == ["", "1", "3", ""]
    assert [mark.at for mark in plot.up] == [-0.3, 0.0, 0.3]
    rows = table(card, "Doing it")
    assert list(rows) == ["All advice", "1. book meeting", "2. set amount", "3. new"]
    assert rows["1. book meeting"] == ("20 / 12", "+12 (+4 to +21)", "helps")
    assert rows["2. set amount"][-2:] == (
        "",
        "can't be told yet: about 1,370 more closed deals for 10 points",
    )
    assert table(card, "Shown and done")["1. book meeting"] == ("40", "20", "3")
    assert table(card, "By month of closing") == {"2026-01": ("40", "15", "50", "20", "3")}
    assert table(card, "Why steps were dismissed") == {"bad timing": ("3",)}
    assert read(WebHost().render(card), TAGS, prefixes=DATA).offences == []
    assert PdfFile().file(card).startswith(b"%PDF")


def test_the_lot_has_a_table_only_where_one_was_drawn() -> None:
    assert "by lot" not in WebHost().render(card_of(actions=[step("a")]))
    card = card_of(actions=[step("a", showing=told(verdict="harms", uplift=estimate(-0.1, -0.2, -0.01)))])
    assert table(card, "Showing it, by lot") == {"1. a": ("20 / 12", "-10 (-20 to -1)", "harms")}


@pytest.mark.parametrize(
    ("deals", "says"),
    [
        (0, "No deal that was advised on has closed yet."),
        (3, "So far no step was both done and left undone on enough like deals to compare them."),
    ],
)
def test_nothing_to_show_is_said(deals: int, says: str) -> None:
    assert says in WebHost().render(card_of(deals=deals)).replace("&#39;", "'")


@settings(max_examples=30)
@given(st.lists(hostile, min_size=4, max_size=4))
def test_hostile_text_stays_text(texts: list[str]) -> None:
    key, reason, month, headline = texts
    card = card_of(
        headline=headline,
        overall=step("all", dismissed={reason: 1}),
        actions=[step(key, HELPS)],
        months=[MONTH | {"month": month}],
    )
    assert read(WebHost().render(card), TAGS, prefixes=DATA).offences == []
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(MarkdownHost().render(card))
    kinds = {inner.type for one in tokens for inner in (one, *(one.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_inline", "s_open"}
    PdfFile().file(card)

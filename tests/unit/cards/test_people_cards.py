"""Cards about people: what CRM text says stays text in every host, and a drawing says its figures in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from crm_ai_cards.blocks.heatmap import HeatmapBlock
from crm_ai_cards.blocks.network import NetworkBlock, NetworkLink, NetworkNode
from crm_ai_cards.blocks.shares import ShareBar, SharesBlock
from crm_ai_cards.builders.committee import CommitteeCard
from crm_ai_cards.builders.comparison import ComparisonCard
from crm_ai_cards.document import Card
from crm_ai_cards.files.pdf import PdfFile
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from crm_ai_plugin.insights import Coverage, Insight, Subject
from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA, NOTE_TAGS, hostile
from tests.unit.cards.test_report_parts import TAGS

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
SURE = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 12, "basis": "12 observations"}


def insight(kind: str, subject: Subject, payload: dict[str, Any]) -> Insight:
    return Insight(
        id="ins_1",
        kind=kind,
        subject=subject,
        connection="crm",
        version=1,
        as_of=NOW,
        engine_version="1",
        coverage=Coverage(seen={"emails": 3}),
        payload=payload,
        fingerprint="f",
    )


def committee(name: str, title: str) -> Card:
    reach = {
        "touches": 3,
        "theirs": 2,
        "ours": [{"owner": "o1", "name": title, "n": 3, "last": NOW, "evidence": []}],
        "colleagues": ["b"],
    }
    stance = {"side": "champion", "said": name, "by": "observed", "confidence": SURE, "evidence": []}
    members = [
        {"contact": "a", "name": name, "title": title, "declared": [name], "stance": stance, "reach": reach},
        {"contact": "b", "name": title, "profiled": False},
    ]
    payload = {
        "members": members,
        "ties": [{"a": "a", "b": "b", "by": {"email": 2}, "n": 2, "last": NOW, "evidence": []}],
        "gaps": [{"key": "no_champion", "text": name, "people": [], "evidence": []}],
        "not_profiled": 1,
    }
    return CommitteeCard().build(insight("committee", Subject(type="deal", id="d1"), payload))


def comparison(name: str, said: str) -> Card:
    people = [
        {
            "contact": c,
            "name": name,
            "version": 1,
            "touchpoints": 9,
            "advice": [{"trait": "stance", "text": said}],
        }
        for c in ("a", "b")
    ]
    value = {"value": said, "confidence": SURE, "n": 3}
    traits = [
        {"key": "stance", "group": "buying", "label": "Stance", "values": [value, None], "differs": True}
    ]
    payload = {"people": people, "traits": traits}
    return ComparisonCard().build(insight("comparison", Subject(type="contacts", id="a,b"), payload))


@settings(max_examples=60, deadline=None)
@given(hostile, hostile)
@pytest.mark.parametrize("make", [committee, comparison])
def test_names_stay_names_in_every_host(make, one: str, other: str) -> None:
    card = make(one or "x", other or "y")
    assert Card.from_json(card.to_json()) == card
    web = read(WebHost().render(card), TAGS, prefixes=DATA)
    assert web.offences == []
    assert read(NoteHost().render(card), NOTE_TAGS).offences == []
    assert PlainHost().render(card).endswith("\n")
    assert MarkdownHost().render(card).endswith("\n")


def test_a_hostile_committee_is_a_pdf() -> None:
    assert PdfFile().file(committee("<b>x</b>&\x00", "שלום\u202e")).startswith(b"%PDF")


def test_who_is_not_profiled_is_named_and_nothing_else() -> None:
    text = PlainHost().render(committee("Dana", "Fred"))
    row = next(line for line in text.splitlines() if "not profiled" in line and "Seen" in line)
    assert "Seen: not profiled · Stance: not profiled · Last heard of: not profiled" in row


def counts(*marks: tuple[int, int, int]) -> tuple[tuple[int, ...], ...]:
    rows = [[0] * 24 for _ in range(7)]
    for day, hour, n in marks:
        rows[day][hour] = n
    return tuple(tuple(row) for row in rows)


def test_a_week_is_drawn_and_said() -> None:
    block = HeatmapBlock(title="Week", counts=counts((1, 9, 8), (4, 23, 2)), noun="mails")
    drawing = block.drawing()
    assert drawing.spoken == "Week. 10 mails; most on Tue from 09:00 (8)."
    roles = [getattr(shape, "role", "") for shape in drawing.shapes]
    assert (roles.count("crm-heat-4"), roles.count("crm-heat-1"), roles.count("crm-heat-0")) == (1, 1, 166)
    html = str(block.html(Card.view(committee("a", "b"))))
    assert ">8<" in html
    assert ">2<" in html
    assert block.outline(Card.view(committee("a", "b")))
    assert HeatmapBlock(title="Week", counts=counts()).outline(Card.view(committee("a", "b"))) == ()


def test_what_can_not_be_drawn_is_refused() -> None:
    with pytest.raises(ValidationError):
        HeatmapBlock(title="x", counts=((1, 2),))
    with pytest.raises(ValidationError):
        HeatmapBlock(title="x", counts=counts((0, 0, -1)))
    with pytest.raises(ValidationError):
        ShareBar(key="a", label="a", part=3, whole=2, words="")
    with pytest.raises(ValidationError):
        NetworkBlock(title="x", links=(NetworkLink(ours="a", theirs="b", n=1, words=""),))


def test_bars_compare_wholes_and_parts() -> None:
    bars = (
        ShareBar(key="email", label="E-mail", part=5, whole=10, words="5 of 10"),
        ShareBar(key="call", label="Calls", part=0, whole=5, words="0 of 5"),
    )
    html = str(SharesBlock(title="Channels", bars=bars).html(Card.view(committee("a", "b"))))
    assert 'width="100.0%"' in html
    assert html.count('width="50.0%"') == 2
    assert "0 of 5" in html


def test_a_long_name_gives_way_to_what_is_said_of_it() -> None:
    node = NetworkNode(id="a", label="Alexandrina-Konstantina von Hohenlohe-Langenburg", words="against")
    block = NetworkBlock(title="Who", theirs=(node,))
    assert any(getattr(shape, "text", "").endswith("… · against") for shape in block.drawing().shapes)

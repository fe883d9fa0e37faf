"""Tables, plots and the PDF: what they say, and that hostile text stays text in each."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import ValidationError
from pypdf import PdfReader

from crm_ai_cards.blocks import Block
from crm_ai_cards.blocks.chart import Bar, ChartBlock
from crm_ai_cards.blocks.plot import AxisEnd, PlotBlock, PlotPoint
from crm_ai_cards.blocks.table import TableBlock
from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.document import Card
from crm_ai_cards.files.pdf import PdfFile
from crm_ai_cards.files.typefaces import PLAIN, runs, shown
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from tests.unit.cards.card_examples import insight
from tests.unit.cards.html_rules import read
from tests.unit.cards.test_hostile_text import DATA, NOTE_TAGS, WEB_TAGS, hostile, insights

TABLE = {"class", "scope", "dir"}
TAGS = WEB_TAGS | dict.fromkeys(("table", "thead", "tbody", "tr", "th", "td"), TABLE)
TAGS |= {"div": WEB_TAGS["div"] | {"tabindex", "role"}}
ENDS = (AxisEnd(at=0, label="0%"), AxisEnd(at=1, label="100%"))


def card_of(*blocks: Block, **changes: Any) -> Card:
    return Card.of(insight(**changes), "Report", blocks)


def deals(*names: str) -> TableBlock:
    return TableBlock(
        title="Open deals",
        columns=("Deal", "Chance"),
        numeric=("Chance",),
        rows=tuple((name, "62%") for name in names),
        notes=("As of today.",),
    )


def read_pdf(card: Card) -> PdfReader:
    return PdfReader(io.BytesIO(PdfFile().file(card)), strict=True)


def text_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_a_table_says_the_same_everywhere() -> None:
    card = card_of(deals("Acme | Sons", "Globex"))
    html = read(WebHost().render(card), TAGS, prefixes=DATA)
    assert html.offences == []
    assert html.text[-7:-1] == ["Chance", "Acme | Sons", "62%", "Globex", "62%", "As of today."]
    tokens = MarkdownIt("commonmark").enable("table").parse(MarkdownHost().render(card))
    cells = [tokens[at + 1].content for at, one in enumerate(tokens) if one.type in {"th_open", "td_open"}]
    assert cells == ["Deal", "Chance", "Acme | Sons", "62%", "Globex", "62%"]
    assert r"| Acme \| Sons | 62% |" in MarkdownHost().render(card)
    assert "<li><strong>Globex</strong><br>Chance: 62%</li>" in NoteHost().render(card)
    assert "- Globex\n  Chance: 62%" in PlainHost().render(card)
    assert "Globex 62%" in text_of(read_pdf(card))


def test_a_row_has_a_cell_per_column() -> None:
    with pytest.raises(ValidationError, match="one cell per column"):
        TableBlock(title="x", columns=("a", "b"), rows=(("1",),))


def test_an_empty_table_says_so_or_is_not_there() -> None:
    silent = TableBlock(title="Nothing", columns=("a",))
    assert silent.outline(card_of().view()) == ()
    assert silent.html(card_of().view()) == ""
    said = TableBlock(title="Nothing", columns=("a",), empty="There is no open deal.")
    assert "There is no open deal." in WebHost().render(card_of(said))
    assert "There is no open deal." in text_of(read_pdf(card_of(said)))


def test_a_plot_keeps_its_points_inside() -> None:
    plot = PlotBlock(
        title="Odds",
        points=(
            PlotPoint(x=-3, y=9, low=-1, high=11, words="far out"),
            PlotPoint(x=0.5, y=0.5, low=0.4, high=0.6, words="in the middle"),
        ),
        across=ENDS,
        up=ENDS,
        joined=True,
        even=True,
    )
    for shape in plot.drawing().shapes:
        for place in (getattr(shape, name, 0) for name in ("x", "x1", "x2")):
            assert 0 <= place <= 100
        for place in (getattr(shape, name, 0) for name in ("y", "y1", "y2")):
            assert 0 <= place <= plot.drawing().height
    assert read(WebHost().render(card_of(plot)), TAGS, prefixes=DATA).offences == []
    assert "in the middle" in text_of(read_pdf(card_of(plot)))


def test_one_source_draws_on_page_and_paper() -> None:
    bars = ChartBlock(title="c", unit="u", bars=(Bar(key="a", label="a", value=-1, words="w"),))
    (items,) = [node for node in bars.outline(card_of().view()) if getattr(node, "drawings", ())]
    assert "crm-down" in bars.html(card_of().view())
    assert [shape.role for shape in items.drawings[0].shapes] == ["crm-zero", "crm-down"]  # type: ignore[union-attr]  # chosen for having them


def test_a_pdf_says_what_it_is() -> None:
    pdf = read_pdf(DealCoachCard().build(insight(language="de")))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Deal coach: deal 7"
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    nested: list[Any] = [part if isinstance(part, list) else [part] for part in pdf.outline]
    titles = [one.title for part in nested for one in part]
    assert titles[:3] == ["Deal coach: deal 7", "Chance to win", "Next steps"]
    assert "Page 1 of" in text_of(pdf)


def test_a_table_over_pages_repeats_its_head() -> None:
    pdf = read_pdf(card_of(deals(*(f"Deal {n}" for n in range(150)))))
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    assert all("Chance" in page for page in pages[:3])
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "Deal 149" in text_of(pdf)


def test_a_pdf_shows_other_alphabets() -> None:
    text = text_of(read_pdf(card_of(deals("Müller & Söhne", "Привет Ελλάδα", "Łódź – ćśź"))))
    for name in ("Müller & Söhne", "Привет Ελλάδα", "Łódź – ćśź"):
        assert name in text


def test_each_script_has_a_typeface() -> None:
    assert [name for name, _ in runs("中文 한국")] == ["STSong-Light", PLAIN, "HYGothic-Medium"]
    assert {name for name, _ in runs("東京カメラ")} == {"HeiseiKakuGo-W5"}
    assert list(runs("ok 😀")) == [(PLAIN, "ok "), (PLAIN, "\ufffd")]
    assert shown("a中") == "a\ufffd"


def test_the_same_card_gives_the_same_pdf() -> None:
    card = DealCoachCard().build(insight())
    assert PdfFile().file(card) == PdfFile().file(card)


def test_a_pdf_has_nothing_that_runs_and_only_our_links() -> None:
    card = card_of(deals("<a href='javascript:alert(1)'>x</a>", "<img src='file:///etc/passwd'/>"))
    content = PdfFile().file(card)
    for active in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/URI", b"/OpenAction"):
        assert active not in content


@settings(max_examples=25)
@given(insights)
def test_hostile_text_does_not_break_the_pdf(source: Any) -> None:
    pdf = read_pdf(DealCoachCard().build(source))
    proofs = {item.url for item in DealCoachCard().build(source).view().evidence.values()}
    for page in pdf.pages:
        for note in page.get("/Annots", ()):
            assert note.get_object()["/A"]["/URI"] in proofs


@settings(max_examples=40)
@given(st.lists(hostile, min_size=2, max_size=2), hostile)
def test_hostile_text_stays_text_in_a_table(cells: list[str], title: str) -> None:
    block = TableBlock(title=title, columns=(title, "x"), rows=(tuple(cells),), empty=title, notes=(title,))
    card = card_of(block)
    assert read(WebHost().render(card), TAGS, prefixes=DATA).offences == []
    assert read(NoteHost().render(card), NOTE_TAGS).offences == []
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(MarkdownHost().render(card))
    kinds = {inner.type for one in tokens for inner in (one, *(one.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_inline", "s_open"}
    rows = [one for one in tokens if one.type == "tr_open"]
    assert len(rows) in {0, 2}
    read_pdf(card)

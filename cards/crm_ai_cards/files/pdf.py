"""A card as PDF: A4, with a title, a language, headings to jump to, numbered pages and repeated table heads."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    LongTable,
    PageTemplate,
    Paragraph,
    Spacer,
)

from ..document import Card
from ..outline import Heading, Items, Line, Node, Run, Table
from ..outline import Paragraph as Lines
from ..text import clean, clean_run, safe_url
from ..words import moment
from .numbered import Numbered
from .sketch import Sketch
from .typefaces import BOLD, PLAIN, prepare, runs

_MARGIN, _FOOT = 54, 60
_INDENT = 14
_ALONE = 80
_WIDEST, _NARROWEST, _LONG_WORD = 40, 5, 14
"""Characters of a table's columns, as they share the width."""
_MAX_CELL = 600
"""Characters of a table's cell: what is longer is read on the page, not in a table."""
_INK, _SOFT, _LINK = "#1b2230", "#545e70", "#2b57c7"


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:  # noqa: ANN401  # as reportlab takes them
    return ParagraphStyle(
        name, fontName=PLAIN, fontSize=size, leading=size * 1.4, textColor=HexColor(_INK), **more
    )


_TITLE = _style("title", 17, spaceAfter=2)
_META = ParagraphStyle("meta", parent=_style("meta_", 8.5, spaceAfter=8), textColor=HexColor(_SOFT))
_HEADING = _style("heading", 11.5, spaceBefore=12, spaceAfter=4)
_BODY = _style("body", 9.5, spaceAfter=4)
_ITEM = _style("item", 9.5, spaceAfter=4, leftIndent=_INDENT, bulletIndent=0)
_CELL = _style("cell", 8)
_FIGURE = ParagraphStyle("figure", parent=_CELL, alignment=2)


class PdfFile:
    """Writes a card as a PDF. The same card gives the same bytes."""

    key: ClassVar[str] = "pdf"
    media_type: ClassVar[str] = "application/pdf"
    ending: ClassVar[str] = "pdf"

    def file(self, card: Card) -> bytes:
        """Return the PDF."""
        prepare()
        out = io.BytesIO()
        title = clean(card.heading, 200)
        document = _Document(
            out, title, clean(card.language, 35) or "en", footer=f"{title} · {moment(card.as_of)}"
        )
        document.build(list(_story(card)), canvasmaker=Numbered)
        return out.getvalue()


class _Document(BaseDocTemplate):
    def __init__(self, out: io.BytesIO, title: str, language: str, footer: str) -> None:
        super().__init__(
            out,
            pagesize=A4,
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_FOOT,
            title=title,
            author="CRM AI",
            subject="Measured on the records of a CRM",
            lang=language,
            invariant=1,
        )
        self._footer = footer
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, 0, 0, 0, 0, id="page")
        self.addPageTemplates(PageTemplate(id="page", frames=[frame], onPage=self._on_page))
        self._headings = 0

    def _on_page(self, canvas: Any, _document: Any) -> None:  # noqa: ANN401  # reportlab's own
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.footer = self._footer

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's name
        """Let a reader jump to each heading."""
        style = getattr(flowable, "style", None)
        if style is _HEADING or style is _TITLE:
            self._headings += 1
            key = f"part{self._headings}"
            self.canv.bookmarkPage(key)
            level = 0 if style is _TITLE else 1
            self.canv.addOutlineEntry(clean(flowable.getPlainText(), 120), key, level=level)  # type: ignore[attr-defined]  # a Paragraph has it


def _story(card: Card) -> Iterator[Flowable]:
    yield Paragraph(_marked(card.heading, bold=True), _TITLE)
    yield Paragraph(_marked(f"As of {moment(card.as_of)} · version {card.version}"), _META)
    for node in card.outline():
        yield from _node(node)
    yield Spacer(1, 10)
    yield Paragraph(_marked(f"{card.origin}."), _META)


def _node(node: Node) -> Iterator[Flowable]:
    if isinstance(node, Heading):
        # No heading stands alone at the foot of a page.
        yield CondPageBreak(_ALONE)
        yield Paragraph(_marked(node.text, bold=True), _HEADING)
    elif isinstance(node, Table):
        yield _table(node)
        yield Spacer(1, 6)
    elif isinstance(node, Items):
        yield from _items(node)
    elif isinstance(node, Lines):
        if node.drawing is not None:
            yield Sketch(node.drawing)
        yield Paragraph(_lines(node.lines), _BODY)


def _items(node: Items) -> Iterator[Flowable]:
    for number, lines in enumerate(node.items, start=1):
        bullet = f"{number}." if node.ordered else "•"
        yield Paragraph(_lines(lines), _ITEM, bulletText=bullet)
        if number <= len(node.drawings):
            yield Sketch(node.drawings[number - 1], _INDENT)
            yield Spacer(1, 4)


def _table(table: Table) -> Flowable:
    head = [_cell(name, name in table.numeric, bold=True) for name in table.columns]
    body = [
        [_cell(cell, name in table.numeric) for name, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    return LongTable(
        [head, *body],
        colWidths=_widths(table),
        repeatRows=1,
        splitInRow=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#c9ced8")),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#f6f7f9")),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def _widths(table: Table) -> list[float]:
    """Share the page's width by how much the columns hold; none is narrower than its longest usual word."""
    rows = (table.columns, *table.rows)
    longest = [
        min(_WIDEST, max(_word(row[place]) + 1 if row is table.columns else len(row[place]) for row in rows))
        for place in range(len(table.columns))
    ]
    longest = [
        max(one, _NARROWEST, *(_word(row[place]) for row in rows)) for place, one in enumerate(longest)
    ]
    whole = A4[0] - 2 * _MARGIN
    return [whole * one / sum(longest) for one in longest]


def _word(text: str) -> int:
    """Length of the longest word that has a line to itself, up to what a column may ask for."""
    return min(_LONG_WORD, max((len(word) for word in text[:_MAX_CELL].split()), default=0))


def _cell(text: str, numeric: bool, *, bold: bool = False) -> Paragraph:  # noqa: FBT001  # a private detail
    return Paragraph(_marked(clean(text, _MAX_CELL), bold=bold), _FIGURE if numeric else _CELL)


def _lines(lines: Sequence[Line]) -> str:
    return "<br/>".join("".join(_run(run) for run in one) for one in lines)


def _run(run: Run) -> str:
    text = _marked(run.text, bold=run.style == "strong")
    url = safe_url(run.url)
    return f'<a href={quoteattr(url)} color="{_LINK}">{text}</a>' if url else text


def _marked(text: str, *, bold: bool = False) -> str:
    """Return `text` as reportlab's markup in which nothing of it is markup."""
    base = BOLD if bold else PLAIN
    return "".join(f'<font name="{name}">{escape(part)}</font>' for name, part in runs(clean_run(text), base))

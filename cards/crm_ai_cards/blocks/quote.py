"""Somebody's own words, with notes on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from ..markup import join, tag
from ..outline import Heading, Node, Paragraph, em, line
from .base import Block, View


class QuoteBlock(Block):
    """A text as it was said; whoever wrote it, it stays text."""

    kind: Literal["quote"] = "quote"
    title: str
    text: str
    notes: tuple[str, ...] = ()

    def outline(self, view: View) -> Sequence[Node]:
        lines = (line(em(self.text)), *(line(note) for note in self.notes))
        return (Heading(self.title), Paragraph(lines))

    def html(self, view: View) -> Markup:
        notes = join(*(tag("p", note, class_="crm-note", dir="auto") for note in self.notes))
        quote = tag("blockquote", self.text, class_="crm-quote", dir="auto")
        return tag("section", tag("h3", self.title), quote, notes, class_="crm-block")

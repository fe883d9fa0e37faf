"""Words of others, each with where it comes from: what was said before, what documents say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup

from ..markup import join, tag
from ..outline import Heading, Items, Node, em, line
from .base import Block, Part, Slot, View


class Quoted(Part):
    """One quotation, verbatim, with its source and what is known of it."""

    text: str
    source: str
    notes: tuple[str, ...] = ()


class QuotesBlock(Block):
    """Quotations; whoever wrote them, they stay text. Nothing is shown where there are none."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["quotes"] = "quotes"
    title: str
    items: tuple[Quoted, ...] = ()

    def outline(self, view: View) -> Sequence[Node]:
        if not self.items:
            return ()
        found = Items(
            tuple(
                (line(em(f"“{one.text}”")), line(one.source), *(line(note) for note in one.notes))
                for one in self.items
            )
        )
        return (Heading(self.title), found)

    def html(self, view: View) -> Markup:
        if not self.items:
            return Markup()
        items = (
            tag(
                "li",
                tag("blockquote", one.text, class_="crm-quote", dir="auto"),
                tag("p", one.source, class_="crm-source", dir="auto"),
                *(tag("p", note, class_="crm-note", dir="auto") for note in one.notes),
                class_="crm-proof",
            )
            for one in self.items
        )
        return tag(
            "section", tag("h3", self.title), tag("ul", join(*items), class_="crm-proofs"), class_="crm-block"
        )

"""Bars from the left, each a part of a whole of its own: what was done, and how much of it succeeded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

from markupsafe import Markup
from pydantic import model_validator

from ..drawing import Box, Drawing, svg
from ..markup import tag
from ..outline import Heading, Items, Node, line
from .base import Block, Part, Slot, View


class ShareBar(Part):
    """One bar: `part` of `whole` is filled; `words` say both for people."""

    key: str
    label: str
    part: int
    whole: int
    words: str

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not 0 <= self.part <= self.whole:
            raise ValueError("a part lies inside its whole")
        return self


class SharesBlock(Block):
    """Bars whose lengths compare the wholes and whose filling compares the parts."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["shares"] = "shares"
    title: str
    bars: tuple[ShareBar, ...] = ()
    notes: tuple[str, ...] = ()

    def outline(self, view: View) -> Sequence[Node]:
        if not self._most:
            return ()
        items = tuple((line(f"{bar.label}: {bar.words}"),) for bar in self.bars)
        return (
            Heading(self.title),
            Items(
                (*items, *((line(note),) for note in self.notes)),
                drawings=tuple(self._drawing(bar) for bar in self.bars),
            ),
        )

    def html(self, view: View) -> Markup:
        if not self._most:
            return Markup()
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        bars = tag("ul", *(self._row(bar) for bar in self.bars), class_="crm-bars")
        return tag("section", tag("h3", self.title), bars, *notes, class_="crm-block")

    def _row(self, bar: ShareBar) -> Markup:
        words = tag("span", bar.words, class_="crm-amount")
        label = tag("p", tag("span", bar.label), words, class_="crm-barlabel")
        return tag("li", label, svg(self._drawing(bar)), class_="crm-barrow")

    @property
    def _most(self) -> int:
        return max((bar.whole for bar in self.bars), default=0)

    def _drawing(self, bar: ShareBar) -> Drawing:
        """Return the bar; the line of text beside it says what it shows."""
        whole, part = (100 * count / self._most for count in (bar.whole, bar.part))
        shapes = (Box(0, 2, whole, 6, "crm-track", 2), Box(0, 2, part, 6, "crm-accent", 2))
        return Drawing(10, tuple(box for box in shapes if box.width))

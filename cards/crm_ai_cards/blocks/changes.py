"""What is different from the version before, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup

from ..markup import join, tag
from ..outline import Heading, Items, Node, line
from .base import Block, Part, Slot, View
from .evidence import unfold


class ChangeItem(Part):
    """One difference and the evidence that caused it."""

    what: str
    because: tuple[str, ...] = ()


class ChangesBlock(Block):
    """Differences from the last version."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["changes"] = "changes"
    title: str = "What changed"
    items: tuple[ChangeItem, ...] = ()

    def cites(self) -> frozenset[str]:
        return frozenset(key for item in self.items for key in item.because)

    def outline(self, view: View) -> Sequence[Node]:
        if not self.items:
            return ()
        rows = tuple(
            (line(item.what), *(proof.line() for proof in view.proof(item.because)[:1]))
            for item in self.items
        )
        return (Heading(self.title), Items(rows))

    def html(self, view: View) -> Markup:
        if not self.items:
            return Markup()
        rows = (
            tag("li", tag("p", item.what), unfold(view.proof(item.because), "Because"), class_="crm-change")
            for item in self.items
        )
        return tag(
            "section", tag("h3", self.title), tag("ul", join(*rows), class_="crm-changes"), class_="crm-block"
        )

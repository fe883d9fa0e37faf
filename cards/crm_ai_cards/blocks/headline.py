"""The one sentence to read when there is time for one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup

from ..markup import tag
from ..outline import Node, Paragraph, line, strong
from .base import Block, Slot, View


class HeadlineBlock(Block):
    """What matters most now."""

    slot: ClassVar[Slot] = "top"

    kind: Literal["headline"] = "headline"
    text: str

    def outline(self, view: View) -> Sequence[Node]:
        return (Paragraph((line(strong(self.text)),)),)

    def html(self, view: View) -> Markup:
        return tag("h2", self.text, class_="crm-headline")

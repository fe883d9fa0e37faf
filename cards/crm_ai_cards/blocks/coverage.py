"""What could be seen, what could not, and what that does to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup
from pydantic import Field

from ..markup import join, tag
from ..outline import Heading, Node, Paragraph, line
from ..words import count
from .base import Block, Slot, View


class CoverageBlock(Block):
    """Records by kind that were seen, and kinds that were not visible."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["coverage"] = "coverage"
    title: str = "What this is based on"
    seen: dict[str, int] = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    effect: str = ""

    def outline(self, view: View) -> Sequence[Node]:
        lines = []
        if self.seen:
            lines.append(line(f"Seen: {', '.join(self._seen())}."))
        if self.missing:
            lines.append(line(f"Not visible: {', '.join(name.replace('_', ' ') for name in self.missing)}."))
        if self.effect:
            lines.append(line(self.effect))
        return (Heading(self.title), Paragraph(tuple(lines))) if lines else ()

    def html(self, view: View) -> Markup:
        seen = [tag("li", words, class_="crm-chip") for words in self._seen()]
        missing = [
            tag("li", f"{name.replace('_', ' ')} not visible", class_="crm-chip crm-missing")
            for name in self.missing
        ]
        if not (seen or missing or self.effect):
            return Markup()
        return tag(
            "section",
            tag("h3", self.title),
            tag("ul", join(*seen, *missing), class_="crm-chips") if seen or missing else "",
            tag("p", self.effect, class_="crm-note") if self.effect else "",
            class_="crm-block",
        )

    def _seen(self) -> list[str]:
        return [count(number, name.replace("_", " ")) for name, number in self.seen.items()]

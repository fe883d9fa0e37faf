"""How a figure adds up: one bar per contribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from markupsafe import Markup

from ..drawing import Box, Drawing, Stroke, svg
from ..markup import tag
from ..outline import Heading, Items, Node, line
from .base import Block, Part, Slot, View
from .evidence import unfold


class Bar(Part):
    """One contribution; `words` says its size for people."""

    key: str
    label: str
    value: float
    words: str
    evidence: tuple[str, ...] = ()


class ChartBlock(Block):
    """Bars to the left and right of zero, strongest first. `unit` names what `value` counts."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["chart"] = "chart"
    title: str
    unit: str
    bars: tuple[Bar, ...] = ()
    shown: int | None = None
    """How many bars stand in sight; the others hardly count and are folded away. None: all."""
    notes: tuple[str, ...] = ()

    def cites(self) -> frozenset[str]:
        return frozenset(key for bar in self.bars for key in bar.evidence)

    def outline(self, view: View) -> Sequence[Node]:
        if not self.bars:
            return ()
        in_sight, folded = self._split()
        items = [
            (
                line(f"{'↑' if bar.value >= 0 else '↓'} {bar.label} ({bar.words})"),
                *(item.line() for item in view.proof(bar.evidence)[:1]),
            )
            for bar in in_sight
        ]
        if folded:
            items.append((line(f"{len(folded)} more that hardly count"),))
        drawings = tuple(_drawing(bar, self._scale()) for bar in in_sight)
        return (
            Heading(self.title),
            Items((*items, *((line(note),) for note in self.notes)), drawings=drawings),
        )

    def html(self, view: View) -> Markup:
        if not self.bars:
            return Markup()
        scale = self._scale()
        in_sight, folded = ([self._row(bar, scale, view) for bar in bars] for bars in self._split())
        rest = tag(
            "details",
            tag("summary", f"{len(folded)} more that hardly count"),
            tag("ul", *folded, class_="crm-bars"),
            class_="crm-fold",
        )
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        return tag(
            "section",
            tag("h3", self.title),
            tag("ul", *in_sight, class_="crm-bars"),
            rest if folded else "",
            *notes,
            class_="crm-block",
        )

    def _split(self) -> tuple[Sequence[Bar], Sequence[Bar]]:
        at = len(self.bars) if self.shown is None else self.shown
        return self.bars[:at], self.bars[at:]

    def _scale(self) -> float:
        return max((abs(bar.value) for bar in self.bars), default=0) or 1

    def _row(self, bar: Bar, scale: float, view: View) -> Markup:
        label = tag(
            "p", tag("span", bar.label), tag("span", bar.words, class_="crm-amount"), class_="crm-barlabel"
        )
        drawn = svg(_drawing(bar, scale))
        return tag("li", label, drawn, unfold(view.proof(bar.evidence)), class_="crm-barrow")


def _drawing(bar: Bar, scale: float) -> Drawing:
    """Return the bar; the line of text beside it says what it shows."""
    width = max(abs(bar.value) / scale * 50, 0.8)
    left = 50 if bar.value >= 0 else 50 - width
    role = "crm-up" if bar.value >= 0 else "crm-down"
    return Drawing(10, (Stroke(50, 0, 50, 10, "crm-zero"), Box(left, 2, width, 6, role, 2)))

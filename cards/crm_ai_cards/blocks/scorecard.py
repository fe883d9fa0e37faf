"""A sales methodology as a list of what is evidenced, known in part, missing and out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from markupsafe import Markup

from ..markup import join, spaced, tag
from ..outline import Heading, Items, Line, Node, line, strong
from ..words import day, percent
from .base import Block, Part, Slot, View
from .evidence import unfold

State = Literal["evidenced", "partly", "missing", "not_visible"]
_SIGNS: dict[State, tuple[str, str]] = {
    "evidenced": ("✓", "evidenced"),
    "partly": ("◐", "known in part"),
    "missing": ("✗", "missing"),
    "not_visible": ("?", "not visible"),
}
_TITLE = "Methodology"
_QUOTED = 1
"""Pieces of evidence per element in text, where nothing can be folded away."""


class Element(Part):
    """One thing the methodology asks for; `why` says why it can't be seen."""

    key: str
    label: str
    state: State
    evidence: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    at: datetime | None = None
    why: str = ""

    def _words(self) -> str:
        who = ", ".join(self.who) if self.state in ("evidenced", "partly") else ""
        when = day(self.at) if self.at and who else ""
        return " · ".join(part for part in (_SIGNS[self.state][1], who, when, self.why) if part)

    def lines(self, view: View) -> tuple[Line, ...]:
        """Return the element as lines."""
        head = line(f"{_SIGNS[self.state][0]} ", strong(self.label), f": {self._words()}")
        return (head, *(item.line() for item in view.proof(self.evidence)[:_QUOTED]))

    def html(self, view: View) -> Markup:
        """Return the element as a list item."""
        sign = tag("span", _SIGNS[self.state][0], class_="crm-sign", aria_hidden="true")
        said = tag(
            "p",
            spaced(
                sign,
                tag("span", self.label, dir="auto"),
                tag("span", self._words(), class_="crm-amount", dir="auto"),
            ),
            class_="crm-barlabel",
        )
        return tag("li", said, unfold(view.proof(self.evidence)), class_="crm-element", data_state=self.state)


class ScorecardBlock(Block):
    """Elements of a methodology with its coverage: the share of what could be seen that is evidenced."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["scorecard"] = "scorecard"
    label: str
    coverage: float | None = None
    n: int
    of: int
    elements: tuple[Element, ...] = ()

    def cites(self) -> frozenset[str]:
        return frozenset(key for element in self.elements for key in element.evidence)

    def outline(self, view: View) -> Sequence[Node]:
        if not self.elements:
            return ()
        items = tuple(element.lines(view) for element in self.elements)
        return (Heading(_TITLE), Items(((line(self._summary()),), *items)))

    def html(self, view: View) -> Markup:
        if not self.elements:
            return Markup()
        return tag(
            "section",
            tag("h3", _TITLE),
            tag("p", self._summary(), class_="crm-note", dir="auto"),
            tag("ul", join(*(element.html(view) for element in self.elements)), class_="crm-bars"),
            class_="crm-block",
        )

    def _summary(self) -> str:
        seen = f"{self.n} of {self.of} elements could be looked at"
        if self.coverage is None:
            return f"{self.label}: {seen}"
        return f"{self.label}: {percent(self.coverage)} covered by evidence; {seen}"

"""Who deals with whom: our people on one side, theirs on the other, a line for each pair that does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from markupsafe import Markup
from pydantic import model_validator

from ..drawing import Dot, Drawing, Label, Shape, Stroke, svg
from ..markup import tag
from ..outline import Heading, Items, Node, Paragraph, line
from .base import Block, Part, View

_ROW, _TOP = 26, 14
_OURS, _THEIRS = 30.0, 62.0
_LABEL = 34
_TONES = {"for": "crm-up", "against": "crm-down", "open": "crm-node"}


class NetworkNode(Part):
    """A person; `words` stand beside the name, so that the colour of a `tone` carries nothing alone."""

    id: str
    label: str
    words: str = ""
    tone: Literal["for", "against", "open"] = "open"


class NetworkLink(Part):
    """How often two of them dealt with each other; `words` say it for people."""

    ours: str
    theirs: str
    n: int
    words: str


class NetworkBlock(Block):
    """Lines between two columns of people, stronger where they deal with each other more."""

    kind: Literal["network"] = "network"
    title: str
    ours: tuple[NetworkNode, ...] = ()
    theirs: tuple[NetworkNode, ...] = ()
    links: tuple[NetworkLink, ...] = ()
    empty: str = ""
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _joined(self) -> Self:
        ours, theirs = ({node.id for node in nodes} for nodes in (self.ours, self.theirs))
        if any(link.ours not in ours or link.theirs not in theirs for link in self.links):
            raise ValueError("every line of a network joins two of its people")
        return self

    def outline(self, view: View) -> Sequence[Node]:
        if not self.theirs:
            return (Heading(self.title), Items(((line(self.empty),),))) if self.empty else ()
        said = (*(one.words for one in self.links), *self.notes)
        items = (Items(tuple((line(text),) for text in said)),) if said else ()
        return (Heading(self.title), Paragraph((line(self._caption()),), self.drawing()), *items)

    def html(self, view: View) -> Markup:
        if not self.theirs:
            empty = tag("p", self.empty, class_="crm-empty")
            return (
                tag("section", tag("h3", self.title), empty, class_="crm-block") if self.empty else Markup()
            )
        rows = (tag("li", link.words) for link in self.links)
        fold = tag("details", tag("summary", "The lines in words"), tag("ul", *rows), class_="crm-fold")
        notes = (tag("p", note, class_="crm-note") for note in self.notes)
        return tag(
            "section",
            tag("h3", self.title),
            svg(self.drawing(), class_="crm-plot"),
            fold if self.links else "",
            *notes,
            class_="crm-block",
        )

    def drawing(self) -> Drawing:
        """Return the network as shapes."""
        height = 2 * _TOP + _ROW * (max(len(self.ours), len(self.theirs)) - 1) + 4
        return Drawing(height, tuple(self._shapes()), self._caption())

    def _caption(self) -> str:
        return (
            f"{self.title}: {len(self.ours)} of ours, {len(self.theirs)} of theirs, {len(self.links)} lines."
        )

    def _shapes(self) -> Iterator[Shape]:
        rows = max(len(self.ours), len(self.theirs))
        at = {
            (side, node.id): _TOP + _ROW * (place + (rows - len(nodes)) / 2)
            for side, nodes in (("ours", self.ours), ("theirs", self.theirs))
            for place, node in enumerate(nodes)
        }
        most = max((link.n for link in self.links), default=1)
        for link in sorted(self.links, key=lambda link: link.n):
            role = f"crm-tie-{1 + round(2 * link.n / most)}"
            yield Stroke(_OURS, at["ours", link.ours], _THEIRS, at["theirs", link.theirs], role)
        for node in self.ours:
            y = at["ours", node.id]
            yield Dot(_OURS, y, 5, "crm-node")
            yield Label(_OURS - 2, y + 4, _short(node), "crm-tick", "end")
        for node in self.theirs:
            y = at["theirs", node.id]
            yield Dot(_THEIRS, y, 5, _TONES[node.tone])
            yield Label(_THEIRS + 2, y + 4, _short(node), "crm-tick")


def _short(node: NetworkNode) -> str:
    words = f" · {node.words}" if node.words else ""
    room = _LABEL - len(words)
    name = node.label if len(node.label) <= room else f"{node.label[: room - 1].rstrip()}…"
    return f"{name}{words}"

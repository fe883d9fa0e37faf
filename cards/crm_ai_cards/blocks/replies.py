"""Texts to say or send, each with when to use it, a button that copies it, and a key that does the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from crm_ai_plugin.insights import Estimate

from ..markup import join, spaced, tag
from ..outline import Heading, Items, Line, Node, line, strong
from ..words import percent, span
from .base import Block, Part, View
from .evidence import unfold

_KEYS = 9
_QUOTED = 2
"""Pieces of evidence per text where nothing can be folded away."""


class Reply(Part):
    """One text. `score` is the share of times texts like it were used and helped."""

    id: str
    tone: str
    text: str
    why: str = ""
    score: Estimate | None = None
    evidence: tuple[str, ...] = ()
    checked: str = ""
    """Says what in it was approved, or had to be left out."""

    def lines(self, view: View) -> tuple[Line, ...]:
        """Return the text as lines of an outline."""
        lines = [line(strong(self.tone)), line(self.text)]
        lines += [line(text) for text in (self.why, self._score_words(), self.checked) if text]
        lines += [item.line() for item in view.proof(self.evidence)[:_QUOTED]]
        return tuple(lines)

    def html(self, view: View, place: int) -> Markup:
        """Return the text as a list item of the card page; `place` counts from 1 and is its key."""
        key = str(place) if place <= _KEYS else None
        facts = spaced(
            tag("span", self.tone, class_="crm-chip"), tag("span", self._score_words()) if self.score else ""
        )
        buttons = (
            tag(
                "div",
                tag(
                    "button",
                    "Copy",
                    tag("kbd", key) if key else "",
                    type="button",
                    class_="crm-button crm-primary",
                    data_copy=True,
                    aria_label=f"Copy answer {place}: {self.tone}",
                    aria_keyshortcuts=key,
                ),
                tag(
                    "button",
                    "Edit",
                    type="button",
                    class_="crm-button",
                    data_edit=True,
                    aria_expanded="false",
                    aria_label=f"Edit answer {place} before copying it",
                ),
                tag(
                    "button",
                    "Sent",
                    type="button",
                    class_="crm-button",
                    data_sent=True,
                    aria_label=f"Answer {place} was sent",
                ),
                tag(
                    "button",
                    "Useful",
                    type="button",
                    class_="crm-button",
                    data_rate="5",
                    aria_label=f"Answer {place} was useful",
                ),
                tag(
                    "button",
                    "Not useful",
                    type="button",
                    class_="crm-button",
                    data_rate="1",
                    aria_label=f"Answer {place} was not useful",
                ),
                class_="crm-bar",
                hidden=True,
            )
            if view.interactive
            else Markup()
        )
        return tag(
            "li",
            tag("p", facts, class_="crm-facts"),
            tag("p", self.text, class_="crm-title crm-reply-text", dir="auto"),
            tag("p", self.why, class_="crm-note", dir="auto") if self.why else "",
            tag("p", self.checked, class_="crm-note", dir="auto") if self.checked else "",
            unfold(view.proof(self.evidence)),
            buttons,
            class_="crm-item crm-reply",
            data_reply=self.id,
            data_state="open",
            data_key=key,
            id=f"reply-{self.id}",
        )

    def _score_words(self) -> str:
        if self.score is None:
            return ""
        share = f"{percent(self.score.value)} ({span(self.score)})"
        seen = f"{self.score.n} answers seen" if self.score.n else "a guess, none was used yet"
        return f"worth {share}: {seen}"


class RepliesBlock(Block):
    """Texts, best first; `empty` says what it means that there is none, `keys` how the keyboard copies them."""

    kind: Literal["replies"] = "replies"
    title: str
    items: tuple[Reply, ...] = ()
    empty: str = ""
    keys: str = ""

    def cites(self) -> frozenset[str]:
        return frozenset(key for item in self.items for key in item.evidence)

    def outline(self, view: View) -> Sequence[Node]:
        if not self.items:
            return (Heading(self.title), Items(((line(self.empty),),))) if self.empty else ()
        return (Heading(self.title), Items(tuple(item.lines(view) for item in self.items), ordered=True))

    def html(self, view: View) -> Markup:
        if self.items:
            rows = (item.html(view, at + 1) for at, item in enumerate(self.items))
            content = tag("ol", join(*rows), class_="crm-items")
        else:
            content = tag("p", self.empty, class_="crm-empty")
        keys = tag("p", self.keys, class_="crm-note") if self.keys and view.interactive and self.items else ""
        return tag("section", tag("h3", self.title), keys, content, class_="crm-block crm-list crm-replies")

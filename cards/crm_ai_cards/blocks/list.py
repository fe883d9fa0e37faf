"""Ranked next steps, each with why, how, when and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup

from crm_ai_plugin.insights import Estimate

from ..markup import join, spaced, tag
from ..outline import Heading, Items, Line, Node, line, strong
from ..words import day, percent, span
from .actions import ActionsBlock
from .base import Block, Part, View
from .evidence import unfold

State = Literal["open", "done", "dismissed", "snoozed"]
_QUOTED = 3
"""Pieces of evidence per step in text, where nothing can be folded away."""
_STATE_WORDS = {"open": "Open", "done": "Done", "dismissed": "Dismissed", "snoozed": "Snoozed"}


class ListItem(Part):
    """One step. `effect` is the probability of the metric if the step is done."""

    id: str
    title: str
    why: str = ""
    how: str = ""
    due: date | None = None
    overdue: bool = False
    confidence: Estimate | None = None
    effect: Estimate | None = None
    effect_of: str = ""
    """Completes the figure of `effect`: "68% to win"."""
    evidence: tuple[str, ...] = ()
    state: State = "open"
    state_reason: str | None = None
    state_until: datetime | None = None

    def _state_words(self) -> str:
        words = _STATE_WORDS[self.state]
        if self.state == "snoozed" and self.state_until:
            words += f" until {day(self.state_until)}"
        return f"{words}: {self.state_reason}" if self.state_reason else words

    def _due_words(self) -> str:
        if self.due is None:
            return ""
        return f"Overdue since {day(self.due)}" if self.overdue else f"By {day(self.due)}"

    def _confidence_words(self) -> str:
        return (
            f"{percent(self.confidence.value)} sure it helps ({span(self.confidence)})"
            if self.confidence
            else ""
        )

    def _effect_words(self) -> str:
        return (
            f"if done: {' '.join((percent(self.effect.value), self.effect_of)).strip()} ({span(self.effect)})"
            if self.effect
            else ""
        )

    def lines(self, view: View) -> tuple[Line, ...]:
        """Return the item as lines of an outline."""
        facts = " · ".join(
            x for x in (self._due_words(), self._confidence_words(), self._effect_words()) if x
        )
        lines = [line(strong(self.title), "" if self.state == "open" else f" [{self._state_words()}]")]
        if facts:
            lines.append(line(facts))
        lines += [line(f"{name}: {text}") for name, text in (("Why", self.why), ("How", self.how)) if text]
        lines += [item.line() for item in view.proof(self.evidence)[:_QUOTED]]
        return tuple(lines)

    def html(self, view: View, buttons: Markup) -> Markup:
        """Return the item as a list item of the card page; one that is settled folds up."""
        title = tag("h4", self.title, class_="crm-title", dir="auto")
        reasons = join(
            self._facts(), _said("Why", self.why), _said("How", self.how), unfold(view.proof(self.evidence))
        )
        body = join(reasons, buttons)
        if self.state != "open":
            state = tag("p", self._state_words(), class_="crm-state")
            fold = tag("details", tag("summary", "Why it was proposed"), reasons, class_="crm-fold")
            body = join(state, buttons, fold)
        return tag(
            "li",
            title,
            body,
            class_="crm-item",
            data_item=self.id,
            data_state=self.state,
            id=f"step-{self.id}",
        )

    def _facts(self) -> Markup:
        late = "crm-overdue" if self.overdue else "crm-due"
        due = tag("time", self._due_words(), datetime=self.due.isoformat(), class_=late) if self.due else ""
        sure = tag("span", self._confidence_words()) if self.confidence else ""
        gain = tag("span", self._effect_words()) if self.effect else ""
        return tag("p", spaced(due, sure, gain), class_="crm-facts") if due or sure or gain else Markup()


class ListBlock(Block):
    """A list of steps; `empty` says what it means that there is none."""

    kind: Literal["list"] = "list"
    title: str
    items: tuple[ListItem, ...] = ()
    ordered: bool = True
    empty: str = ""

    def cites(self) -> frozenset[str]:
        return frozenset(key for item in self.items for key in item.evidence)

    def outline(self, view: View) -> Sequence[Node]:
        if not self.items:
            return (Heading(self.title), Items(((line(self.empty),),))) if self.empty else ()
        return (Heading(self.title), Items(tuple(item.lines(view) for item in self.items), self.ordered))

    def html(self, view: View) -> Markup:
        if self.items:
            rows = (
                item.html(view, join(*(b.bar(item.id, view) for b in view.all(ActionsBlock))))
                for item in self.items
            )
            content = tag("ol" if self.ordered else "ul", join(*rows), class_="crm-items")
        else:
            content = tag("p", self.empty, class_="crm-empty")
        return tag("section", tag("h3", self.title), content, class_="crm-block crm-list")


def _said(label: str, text: str) -> Markup:
    if not text:
        return Markup()
    return tag(
        "p", spaced(tag("span", label, class_="crm-label"), tag("span", text, dir="auto")), class_="crm-said"
    )

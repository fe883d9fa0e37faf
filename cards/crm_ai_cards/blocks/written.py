"""What became of writing the advice into the CRM, where it did not simply work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal, Self

from markupsafe import Markup

from crm_ai_plugin.insights import Delivery

from ..markup import join, tag
from ..outline import Heading, Node, Paragraph, line
from .base import Block, Part, Slot, View

_NAMES = {"note": "The note", "fields": "The fields", "task": "The task"}
_WORDS = {"failed": "was not written", "pending": "is not written yet"}


class Kept(Part):
    """A field that was left as a person has it."""

    field: str
    value: str


class Unwritten(Part):
    """A write that failed or waits."""

    what: str
    state: Literal["failed", "pending"]
    reason: str = ""

    def words(self) -> str:
        said = f"{_NAMES.get(self.what, self.what)} {_WORDS[self.state]}"
        return f"{said}: {self.reason}" if self.reason else f"{said}."


class WrittenBlock(Block):
    """Fields a person changed after us, which stay, and writes that failed or wait. Empty when all went well."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["written"] = "written"
    title: str = "In the CRM"
    kept: tuple[Kept, ...] = ()
    unwritten: tuple[Unwritten, ...] = ()

    @classmethod
    def of(cls, deliveries: Iterable[Delivery]) -> Self:
        """Return the block of an insight's deliveries."""
        rows = list(deliveries)
        kept = [Kept(field=name, value=value) for one in rows for name, value in one.conflicts.items()]
        unwritten = [
            Unwritten(
                what=one.action,
                state="failed" if one.state == "failed" else "pending",
                reason=one.reason or "",
            )
            for one in rows
            # Before the first attempt there is nothing to tell.
            if one.state == "failed" or (one.state == "pending" and one.reason)
        ]
        return cls(kept=tuple(kept), unwritten=tuple(unwritten))

    def outline(self, view: View) -> Sequence[Node]:
        lines = [line(said) for said in self._lines()]
        return (Heading(self.title), Paragraph(tuple(lines))) if lines else ()

    def html(self, view: View) -> Markup:
        lines = self._lines()
        if not lines:
            return Markup()
        rows = join(*(tag("p", said, class_="crm-note") for said in lines))
        return tag("section", tag("h3", self.title), rows, class_="crm-block")

    def _lines(self) -> list[str]:
        kept = [
            f"{one.field.replace('_', ' ')}: {one.value or 'empty'} stays, as a person set it."
            for one in self.kept
        ]
        return [*kept, *(one.words() for one in self.unwritten)]

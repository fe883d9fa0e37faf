"""What the claims rest on: records, words of the record, links into the CRM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Literal

from markupsafe import Markup
from pydantic import field_validator

from crm_ai_plugin.insights import Evidence
from crm_ai_plugin.records import RecordRef

from ..markup import join, link, spaced, tag
from ..outline import Heading, Items, Line, Node, Run, em, line
from ..text import safe_url
from ..words import dated, day
from .base import Block, Part, Slot, View


class EvidenceItem(Part):
    """One piece of evidence; `quote` is verbatim."""

    id: str
    record: RecordRef
    at: datetime | None = None
    what: str
    quote: str | None = None
    url: str | None = None
    """Only ever a plain http(s) address; anything else is dropped."""

    @field_validator("url")
    @classmethod
    def _harmless(cls, url: str | None) -> str | None:
        return safe_url(url)

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceItem:
        """Take over an insight's evidence."""
        return cls(**evidence.model_dump())

    def line(self) -> Line:
        """Return it as one line of an outline."""
        parts: list[str | Run] = [dated(self.at, self.what)]
        if self.quote:
            parts += [" ", em(f"“{self.quote}”")]
        if self.url:
            parts += [" · ", Run("open in CRM", url=self.url)]
        return line(*parts)

    def html(self) -> Markup:
        """Return it as a list item of the card page."""
        when = tag("time", day(self.at), datetime=self.at.isoformat()) if self.at else ""
        quote = tag("blockquote", self.quote, class_="crm-quote", dir="auto") if self.quote else ""
        source = spaced(
            when, tag("span", self.what, class_="crm-what"), link(self.url, "Open in CRM") if self.url else ""
        )
        return tag(
            "li", quote, tag("p", source, class_="crm-source"), class_="crm-proof", data_evidence=self.id
        )


def unfold(items: Sequence[EvidenceItem], summary: str = "Evidence") -> Markup:
    """Return evidence as a part that opens on request; empty when there is none."""
    if not items:
        return Markup()
    return tag(
        "details",
        tag("summary", tag("span", f"{summary} ({len(items)})"), _teaser(items)),
        tag("ul", join(*(item.html() for item in items)), class_="crm-proofs"),
        class_="crm-evidence",
    )


def _teaser(items: Sequence[EvidenceItem]) -> Markup:
    """Return the first quotation, or what was seen: evidence is in sight even while it is folded."""
    quote = next((item.quote for item in items if item.quote), None)
    return tag("span", f"“{quote}”" if quote else items[0].what, class_="crm-teaser")


class EvidenceBlock(Block):
    """All evidence of the card. Pages show it beside the claims; here stands what no claim cites."""

    slot: ClassVar[Slot] = "side"

    kind: Literal["evidence"] = "evidence"
    title: str = "Evidence"
    items: tuple[EvidenceItem, ...] = ()

    def supplies(self) -> Mapping[str, EvidenceItem]:
        return {item.id: item for item in self.items}

    def outline(self, view: View) -> Sequence[Node]:
        rest = self._rest(view)
        return (Heading(self.title), Items(tuple((item.line(),) for item in rest))) if rest else ()

    def html(self, view: View) -> Markup:
        rest = self._rest(view)
        if not rest:
            return Markup()
        return tag("section", tag("h3", self.title), unfold(rest, "Also seen"), class_="crm-block")

    def _rest(self, view: View) -> list[EvidenceItem]:
        return [item for item in self.items if item.id not in view.cited]

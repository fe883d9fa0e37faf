"""The card of a ``persona`` insight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.persona import PersonaPayload, PersonaTrait

from ..blocks import Block
from ..blocks.changes import ChangeItem, ChangesBlock
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.headline import HeadlineBlock
from ..blocks.list import ListBlock, ListItem
from ..blocks.table import TableBlock
from ..document import Card
from ..words import day, percent, span
from .persona_charts import ZONES, chart_blocks

GROUPS = {
    "communication": "How they communicate",
    "decision": "How they decide",
    "priorities": "What they care about",
    "engagement": "How much they take part",
    "buying": "Their part in a deal",
}
_TOO_LITTLE = "Too little was seen so far to say anything about this person."


class PersonaCard:
    """Builds the card of a persona: how to work with somebody first, then what was observed, and on what it rests."""

    kind: ClassVar[str] = "persona"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a persona.
        """
        payload = PersonaPayload.model_validate(insight.payload)
        return Card.of(insight, "Persona", _blocks(insight, payload))


def _blocks(insight: Insight, payload: PersonaPayload) -> Iterator[Block]:
    advice = payload.how_to_work_with
    yield HeadlineBlock(text=advice[0].text if advice else _TOO_LITTLE)
    yield ListBlock(
        title="How to work with them",
        items=tuple(
            ListItem(id=f"advice-{line.trait}", title=line.text, evidence=tuple(line.evidence))
            for line in advice
        ),
        empty=_TOO_LITTLE,
    )
    yield ChangesBlock(
        items=tuple(ChangeItem(what=c.what, because=tuple(c.because)) for c in insight.changes)
    )
    for group, title in GROUPS.items():
        yield TableBlock(
            title=title,
            columns=("Trait", "Observed", "Sure", "Seen"),
            rows=tuple(_row(trait) for trait in payload.traits if trait.group == group),
            notes=tuple(_notes(payload, group)),
        )
    yield from chart_blocks(payload.charts)
    yield TableBlock(
        title="Not enough seen",
        columns=("Trait", "Seen", "Would need"),
        rows=tuple(
            (one.label, str(one.n), str(one.needed)) for one in payload.not_seen if one.rejected is None
        ),
        numeric=("Seen", "Would need"),
    )
    yield CoverageBlock(
        seen=insight.coverage.seen, missing=tuple(insight.coverage.missing), effect=insight.coverage.effect
    )
    yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence))


def _row(trait: PersonaTrait) -> tuple[str, ...]:
    if trait.by == "person":
        return trait.label, trait.value, "stated by a person, locked", "–"
    sure = f"{percent(trait.confidence.value)} ({span(trait.confidence)})"
    last = f", last {day(trait.last_seen)}" if trait.last_seen else ""
    return trait.label, trait.value, sure, f"{trait.n}{last}"


def _notes(payload: PersonaPayload, group: str) -> Iterator[str]:
    if group == "communication" and any(trait.key == "best_hours" for trait in payload.traits):
        yield ZONES[payload.clock.basis].format(zone=payload.clock.zone)
    for trait in payload.traits:
        if trait.group == group and trait.contradicted is not None:
            yield f"{trait.label}: observed instead, and not applied: {trait.contradicted.value}"
    for one in payload.not_seen:
        if one.group == group and one.rejected is not None:
            yield f"{one.label}: taken off by a person ({one.rejected})"

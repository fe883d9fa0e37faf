"""The card of a ``persona`` insight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.persona import NotSeen, PersonaPayload, PersonaTrait

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
    yield from _tables(payload)
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
    if payload.layout is None or "evidence" in payload.layout.parts:
        yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence))


def _tables(payload: PersonaPayload) -> Iterator[Block]:
    """A table per theme, or per section of the template that arranges the persona."""
    if payload.layout is None:
        sections = [
            (title, [key for key, of in _themes(payload).items() if of == group])
            for group, title in GROUPS.items()
        ]
    else:
        sections = [(one.title, one.traits) for one in payload.layout.sections]
    stated = {one.key: one for one in payload.traits}
    unsaid = {one.key: one for one in payload.not_seen}
    for title, keys in sections:
        traits = [stated[key] for key in keys if key in stated]
        yield TableBlock(
            title=title,
            columns=("Trait", "Observed", "Sure", "Seen"),
            rows=tuple(_row(trait) for trait in traits),
            notes=tuple(_notes(payload, traits, [unsaid[key] for key in keys if key in unsaid])),
        )


def _themes(payload: PersonaPayload) -> Mapping[str, str]:
    """Return the group of each trait by its key, in the payload's order."""
    return {one.key: one.group for one in payload.traits} | {one.key: one.group for one in payload.not_seen}


def _row(trait: PersonaTrait) -> tuple[str, ...]:
    if trait.by == "person":
        return trait.label, trait.value, "stated by a person, locked", "–"
    sure = f"{percent(trait.confidence.value)} ({span(trait.confidence)})"
    last = f", last {day(trait.last_seen)}" if trait.last_seen else ""
    return trait.label, trait.value, sure, f"{trait.n}{last}"


def _notes(
    payload: PersonaPayload, traits: Sequence[PersonaTrait], unsaid: Sequence[NotSeen]
) -> Iterator[str]:
    if any(trait.key == "best_hours" for trait in traits):
        yield ZONES[payload.clock.basis].format(zone=payload.clock.zone)
    for trait in traits:
        if trait.contradicted is not None:
            yield f"{trait.label}: observed instead, and not applied: {trait.contradicted.value}"
    for one in unsaid:
        if one.rejected is not None:
            yield f"{one.label}: taken off by a person ({one.rejected})"

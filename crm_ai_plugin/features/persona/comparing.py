"""Puts personas side by side; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...facts import EvidenceBook
from ...insights import Evidence, Insight
from ...insights.comparison import Compared, ComparedTrait, ComparedValue, ComparisonPayload
from ...insights.persona import PersonaPayload, PersonaTrait
from .words import catalogue


@dataclass(frozen=True)
class Comparison:
    """The comparison with the evidence of all of them, numbered anew."""

    payload: ComparisonPayload
    evidence: Sequence[Evidence]


def compare(insights: Sequence[Insight], names: Mapping[str, str]) -> Comparison:
    """Return the personas side by side, in their order.

    A trait tells people apart where its substance differs; a number that moves within the same statement does not.

    Args:
        insights: Personas.
        names: Names by contact id.
    """
    payloads = [PersonaPayload.model_validate(one.payload) for one in insights]
    stated = [{trait.key: trait for trait in one.traits} for one in payloads]
    book = EvidenceBook(catalogue())
    traits = []
    labels = {t.key: t for one in payloads for t in one.traits}
    for key, sample in labels.items():
        found = [one.get(key) for one in stated]
        values = [
            _value(trait, insight, book) if trait else None
            for trait, insight in zip(found, insights, strict=True)
        ]
        traits.append(
            ComparedTrait(
                key=key, group=sample.group, label=sample.label, values=values, differs=_differs(found)
            )
        )
    people = [
        _person(insight, payload, names, book) for insight, payload in zip(insights, payloads, strict=True)
    ]
    traits.sort(key=lambda one: (one.group, not one.differs, one.key))
    return Comparison(ComparisonPayload(people=people, traits=traits), tuple(book.entries))


def _person(
    insight: Insight, payload: PersonaPayload, names: Mapping[str, str], book: EvidenceBook
) -> Compared:
    by_id = {one.id: one for one in insight.evidence}
    return Compared(
        contact=insight.subject.id,
        name=names.get(insight.subject.id, insight.subject.id),
        version=insight.version,
        touchpoints=payload.touchpoints,
        advice=[
            line.model_copy(
                update={"evidence": [book.adopt(by_id[id_]) for id_ in line.evidence if id_ in by_id]}
            )
            for line in payload.how_to_work_with
        ],
    )


def _value(trait: PersonaTrait, insight: Insight, book: EvidenceBook) -> ComparedValue:
    by_id = {one.id: one for one in insight.evidence}
    return ComparedValue(
        value=trait.value,
        confidence=trait.confidence,
        n=trait.n,
        stated=trait.by == "person",
        evidence=[book.adopt(by_id[id_]) for id_ in trait.evidence if id_ in by_id],
    )


def _differs(found: Sequence[PersonaTrait | None]) -> bool:
    """Only of two who are both known something is told apart."""
    known = {trait.substance or trait.value for trait in found if trait is not None}
    return len(known) > 1

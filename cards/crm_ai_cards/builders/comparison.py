"""The card of a ``comparison`` insight: people side by side, a table per theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crm_ai_plugin.insights import Insight
from crm_ai_plugin.insights.comparison import ComparedTrait, ComparedValue, ComparisonPayload

from ..blocks import Block
from ..blocks.coverage import CoverageBlock
from ..blocks.evidence import EvidenceBlock, EvidenceItem
from ..blocks.headline import HeadlineBlock
from ..blocks.table import TableBlock
from ..document import Card
from ..words import percent
from .persona import GROUPS

_ROWS = 5
_NOTHING = "not enough seen"
_NOT_PROFILED = "not profiled"


class ComparisonCard:
    """Builds the card of a comparison."""

    kind: ClassVar[str] = "comparison"
    document_model: ClassVar[type[Card]] = Card

    def build(self, insight: Insight) -> Card:
        """Return the card.

        Raises:
            pydantic.ValidationError: the payload is not that of a comparison.
        """
        payload = ComparisonPayload.model_validate(insight.payload)
        return Card.of(insight, "Comparison of people", _blocks(insight, payload))


def _blocks(insight: Insight, payload: ComparisonPayload) -> Iterator[Block]:
    names = _names(payload)
    yield HeadlineBlock(text=_headline(payload))
    yield TableBlock(
        title="How to work with them",
        columns=("", *names),
        rows=tuple(
            (
                f"{place + 1}.",
                *(one.advice[place].text if place < len(one.advice) else "" for one in payload.people),
            )
            for place in range(min(_ROWS, max((len(one.advice) for one in payload.people), default=0)))
        ),
        empty="Too little was seen of all of them to say anything.",
    )
    for group, title in GROUPS.items():
        traits = [one for one in payload.traits if one.group == group]
        yield TableBlock(
            title=title,
            columns=("Trait", *names),
            rows=tuple(
                (_label(one), *(_cell(payload, i, v) for i, v in enumerate(one.values))) for one in traits
            ),
            notes=("* tells them apart",) if any(one.differs for one in traits) else (),
        )
    yield TableBlock(
        title="On what it rests",
        columns=("Who", "Touchpoints", "Version"),
        rows=tuple((one.name, str(one.touchpoints), str(one.version)) for one in payload.people),
        numeric=("Touchpoints", "Version"),
    )
    coverage = insight.coverage
    yield CoverageBlock(seen=coverage.seen, missing=tuple(coverage.missing), effect=coverage.effect)
    yield EvidenceBlock(items=tuple(EvidenceItem.of(e) for e in insight.evidence))


def _names(payload: ComparisonPayload) -> list[str]:
    """Return the names as heads of columns, which have to be told apart."""
    names = [one.name for one in payload.people]
    return [
        name if names.count(name) == 1 else f"{name} ({one.contact})"
        for name, one in zip(names, payload.people, strict=True)
    ]


def _headline(payload: ComparisonPayload) -> str:
    apart = [one.label.lower() for one in payload.traits if one.differs]
    if not apart:
        return "Nothing that was seen tells them apart."
    more = f" and {len(apart) - 3} more" if len(apart) > 3 else ""
    return f"They differ in {', '.join(apart[:3])}{more}."


def _label(trait: ComparedTrait) -> str:
    return f"{trait.label} *" if trait.differs else trait.label


def _cell(payload: ComparisonPayload, place: int, value: ComparedValue | None) -> str:
    if not payload.people[place].profiled:
        return _NOT_PROFILED
    if value is None:
        return _NOTHING
    sure = "stated by a person" if value.stated else f"{percent(value.confidence.value)} sure"
    return f"{value.value} ({sure})"

"""``comparison``: the personas of two to four people side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ....insights import Insight
from ....insights.comparison import COMPARISON, ComparisonPayload
from ..kind import ReportKind, ReportOptions, Rows

if TYPE_CHECKING:
    from ...services import Services

COLUMNS = ("trait", "label", "differs", "contact", "name", "value", "confidence", "n", "stated", "evidence")


class OfPeople(ReportOptions):
    """A report about a few contacts."""

    ids: str = Field(
        min_length=3, max_length=600, description="Two to four contact ids, with commas between."
    )
    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Needed when two connections share an id."
    )


def gather(services: Services, workspace: str, options: OfPeople) -> Insight:
    """Return the comparison; nothing of it is kept.

    Raises:
        UserInputError: fewer or more people, or one of them twice.
        NotFoundError: no such contact.
    """
    ids = [one.strip() for one in options.ids.split(",") if one.strip()]
    return services.comparisons.of(workspace, ids, options.connection)


def rows(insight: Insight) -> Rows:
    """Return one row per trait and person of whom it is stated."""
    payload = ComparisonPayload.model_validate(insight.payload)
    quotes = {one.id: one.quote or one.what for one in insight.evidence}
    found = [
        {
            "trait": trait.key,
            "label": trait.label,
            "differs": trait.differs,
            "contact": who.contact,
            "name": who.name,
            "value": value.value,
            "confidence": round(value.confidence.value, 3),
            "n": value.n,
            "stated": value.stated,
            "evidence": " | ".join(quotes[id_] for id_ in value.evidence),
        }
        for trait in payload.traits
        for who, value in zip(payload.people, trait.values, strict=True)
        if value is not None
    ]
    return COLUMNS, found


REPORT = ReportKind(COMPARISON, "Comparison of people", OfPeople, gather, rows)

"""What all records share: immutability, UTC times, custom fields, a reference to themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

RecordType = Literal[
    "deal",
    "company",
    "contact",
    "deal_contact",
    "activity",
    "stage_change",
    "field_change",
    "line_item",
    "owner",
]

SourceType = RecordType | Literal["document"]
"""What evidence may point at: a record of a CRM, or a document of the knowledge base."""

KNOWLEDGE = "knowledge"
"""What stands for a connection where a document is pointed at."""

Scalar = str | int | float | bool | None
"""What a custom field may hold."""


def to_utc(value: datetime) -> datetime:
    """Return `value` in UTC; a naive time is taken to be UTC (the bundle format says so)."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


UtcTime = Annotated[datetime, AfterValidator(to_utc)]
RecordId = Annotated[str, Field(min_length=1, max_length=128)]


class Record(BaseModel):
    """Base of all canonical records."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    custom: dict[str, Scalar] = Field(default_factory=dict)
    """Fields of the CRM that the canonical record has no name for, by their CRM name."""


class RecordRef(BaseModel):
    """Names one record, or document, inside a workspace."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: SourceType
    id: str
    connection: str

"""What goes in and out over HTTP about writes into the CRM."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DeliveriesQuery(_In):
    """Which deliveries."""

    connection: str | None = Field(None, min_length=1, max_length=128, description="Of this connection only.")
    state: Literal["pending", "done", "failed", "superseded", "undone"] | None = None
    deal: str | None = Field(None, min_length=1, max_length=128, description="Written on this deal only.")
    conflicts: bool = Field(default=False, description="Only those that left a field as a person has it.")
    limit: int = Field(default=50, ge=1, le=500)


class DryRunIn(_In):
    """Of which deal."""

    connection: str = Field(min_length=1, max_length=128)
    deal_id: str | None = Field(
        None, min_length=1, max_length=128, description="Left out: some open deal of the connection."
    )


class DeliveryOut(BaseModel):
    """One write into a CRM: `reason` says why it waits, failed or was left out."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    connection: str
    insight_id: str | None
    kind: str | None
    action: str
    target_type: str
    target_id: str
    state: str
    attempts: int
    code: str | None
    reason: str | None
    conflicts: dict[str, str] = Field(description="Fields left alone, with the value a person gave each.")
    url: str | None
    created_at: datetime | None
    due_at: datetime | None
    delivered_at: datetime | None


class DeliveriesOut(BaseModel):
    """Deliveries, newest first."""

    items: list[DeliveryOut]


class PlannedWriteOut(BaseModel):
    """A write that would be made: what it finds and what it leaves, by field."""

    model_config = ConfigDict(from_attributes=True)

    insight_kind: str
    action: str
    target_type: str
    target_id: str
    url: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    conflicts: dict[str, str]


class PreviewedDealOut(BaseModel):
    """Which deal was looked at."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    url: str | None


class PreviewOut(BaseModel):
    """What would be written now; nothing was."""

    model_config = ConfigDict(from_attributes=True)

    writes: list[PlannedWriteOut]
    deal: PreviewedDealOut

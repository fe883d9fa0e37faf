"""What goes in and out over HTTP beside the insights themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..insights import DealCoachPayload, Insight, Source, Subject
from ..records.base import UtcTime


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SubjectQuery(_In):
    """Which record is meant."""

    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Names the connection when two share the record's id."
    )


class RefreshQuery(SubjectQuery):
    """How long the caller is ready to wait."""

    wait: float = Field(
        0, ge=0, le=30, allow_inf_nan=False, description="Seconds to wait for the new insight."
    )


class HistoryQuery(SubjectQuery):
    """How many versions."""

    limit: int = Field(default=20, ge=1, le=100)


class CardQuery(SubjectQuery):
    """In which notation."""

    format: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_-]{0,40}$",
        description="`json`, `html`, `markdown`, `text`, or the key of a card host; goes before `Accept`.",
    )


class ActionStateIn(_In):
    """What a person did with an action."""

    state: Literal["open", "done", "dismissed", "snoozed"]
    reason: str | None = Field(
        None, max_length=500, description="Required to dismiss: the engine learns from it."
    )
    until: UtcTime | None = Field(default=None, description="Required to snooze; in the future.")


class CardLinkIn(_In):
    """For whom a link is made."""

    by: str = Field(
        "card", min_length=1, max_length=128, description="Id of the person, kept with what they do."
    )


class CardLinkOut(BaseModel):
    """A link that opens one card for a short time."""

    url: str
    expires_at: datetime


class JobOut(BaseModel):
    """Work that goes on; look again at `location`."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    location: str
    error_code: str | None = None


class DealCoachInsight(Insight):
    """An insight of the deal coach."""

    payload: DealCoachPayload  # type: ignore[assignment]  # the same JSON, described


class HistoryOut(BaseModel):
    """Versions of one insight, newest first."""

    items: list[DealCoachInsight]


class CardOut(BaseModel):
    """The card document; see docs/reference/card.md for its blocks."""

    model_config = ConfigDict(extra="allow")

    format: str
    id: str
    version: int
    kind: str
    subject: Subject
    title: str
    as_of: datetime
    source: Source
    language: str
    blocks: list[dict[str, Any]]


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class CheckOut(BaseModel):
    """One thing the app can't work without."""

    ok: bool
    detail: str


class ReadyOut(BaseModel):
    """Whether requests can be served."""

    status: Literal["ready", "not ready"]
    checks: dict[str, CheckOut]

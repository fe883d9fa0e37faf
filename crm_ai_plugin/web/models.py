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
    """How many versions, and in which notation."""

    limit: int = Field(default=20, ge=1, le=100)
    format: Literal["json", "csv", "md"] = Field(
        default="json", description="`csv` and `md` are rows: odds, what moved them, actions."
    )


class CardQuery(SubjectQuery):
    """In which notation."""

    format: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_-]{0,40}$",
        description="`json`, `html`, `markdown`, `text`, or the key of a card host; goes before `Accept`.",
    )
    template: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Key of a template that arranges a persona; other kinds have none.",
    )
    language: str | None = Field(
        None,
        pattern=r"^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8}){0,3}$",
        description="Of headings, buttons and forms: `de`, `es`, `fr`, with or without a region; else English.",
    )


class ActionStateIn(_In):
    """What a person did with an action."""

    state: Literal["open", "done", "dismissed", "snoozed"]
    reason: str | None = Field(
        None,
        max_length=500,
        description="Required to dismiss: `not_relevant`, `already_done`, `wrong_facts`, `bad_timing`, `wont_work` or "
        "`other`, alone or as `code: words`; words alone count as `other`. The code changes what is suggested next.",
    )
    until: UtcTime | None = Field(default=None, description="Required to snooze; in the future.")


class CardFeedbackIn(_In):
    """Whether a card helped."""

    helpful: bool
    note: str = Field("", max_length=500, description="In their own words.")
    claim: str = Field(
        "", max_length=200, description="Id of an action or key of a statement in it; empty: the whole card."
    )


class CardLinkIn(_In):
    """For whom a link is made."""

    by: str = Field(
        "card", min_length=1, max_length=128, description="Id of the person, kept with what they do."
    )


class CardLinkOut(BaseModel):
    """A link that opens one card for a short time."""

    url: str
    expires_at: datetime


class JobStepOut(BaseModel):
    """Where a job is."""

    name: str = Field(
        description="A stable word: `read`, `measure`, `study`, `compare`, `decide`, `word`, `keep`."
    )
    number: int = Field(description="Which of its steps, from 1.")
    of: int = Field(description="How many steps it has.")
    done: int | None = Field(None, description="How much of the step is done, where it can be counted.")
    total: int | None = Field(None, description="Out of how many.")


class JobOut(BaseModel):
    """Work that goes on; look again at `location`."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    location: str
    error_code: str | None = None
    step: JobStepOut | None = Field(None, description="Where it is, as long as it runs and says so.")


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

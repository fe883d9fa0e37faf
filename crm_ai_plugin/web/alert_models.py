"""What goes in and out over HTTP about alerts, channels, notices and regular reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..alerts.rule import AlertRule
from ..runtime.reports.timetable import ReportSchedule


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AlertRuleIn(AlertRule):
    """A rule."""


class AlertRuleOut(_Out):
    """A stored rule."""

    id: str
    rule: AlertRule
    evaluated_at: datetime | None
    error: str | None
    made_by: str
    created_at: datetime | None


class AlertRulesOut(BaseModel):
    """All rules, oldest first."""

    items: list[AlertRuleOut]


class PatternOut(BaseModel):
    """Something that can be looked for."""

    key: str
    label: str
    options: dict[str, Any] = Field(description="JSON Schema of its thresholds.")


class PatternsOut(BaseModel):
    """Everything that can be looked for."""

    items: list[PatternOut]


class FindingOut(BaseModel):
    """A deal that a rule fits. `held`: why it would not be said now."""

    connection: str
    deal: str
    why: str
    figures: dict[str, Any]
    evidence: list[dict[str, Any]]
    held: str | None = None


class EvaluatedOut(BaseModel):
    """What looking came to. `said`: ids of alerts that were said now."""

    found: list[FindingOut]
    said: list[str] = Field(default_factory=list)
    cleared: int = 0
    error: str | None = None


class AlertsQuery(_In):
    """Which alerts."""

    rule: str | None = Field(None, max_length=100)
    state: Literal["waiting", "sent"] | None = None
    deal: str | None = Field(None, max_length=200)
    limit: int = Field(100, ge=1, le=1000)


class AlertOut(_Out):
    """What a rule found. `reason`: why it waits, or never was said; `cleared_at`: since when it no longer holds."""

    id: str
    rule_id: str
    connection: str
    deal_id: str
    state: str
    reason: str | None
    why: str
    figures: dict[str, Any]
    evidence: list[dict[str, Any]]
    first_at: datetime | None
    sent_at: datetime | None
    cleared_at: datetime | None


class AlertsOut(BaseModel):
    """What rules found, newest first."""

    items: list[AlertOut]


class ChannelIn(_In):
    """A new channel: `url` of a webhook, or `to` of e-mail."""

    kind: Literal["webhook", "email"]
    name: str = Field(min_length=1, max_length=120)
    url: str | None = Field(None, max_length=2000)
    to: list[str] = Field(default_factory=list, max_length=20)


class NewChannelOut(_Out):
    """A channel that was just made; `secret` signs what is sent and is shown this once."""

    id: str
    secret: str | None


class ChannelOut(_Out):
    """A channel."""

    id: str
    kind: str
    name: str
    to: list[str]
    on: bool
    disabled_reason: str | None
    failing_since: datetime | None
    made_by: str
    created_at: datetime | None


class ChannelsOut(BaseModel):
    """All channels, oldest first."""

    items: list[ChannelOut]


class NoticesQuery(_In):
    """Which notices; `about` is the id of an alert or a report's file."""

    channel: str | None = Field(None, max_length=100)
    about: str | None = Field(None, max_length=100)
    state: Literal["pending", "done", "failed"] | None = None
    limit: int = Field(100, ge=1, le=1000)


class NoticeOut(_Out):
    """What was or is to be sent to a channel."""

    id: str
    channel: str
    kind: str
    about: str
    state: str
    attempts: int
    due_at: datetime | None
    error_code: str | None
    error_message: str | None
    created_at: datetime | None
    delivered_at: datetime | None


class NoticesOut(BaseModel):
    """What was and is to be sent, newest first."""

    items: list[NoticeOut]


class ReportScheduleIn(ReportSchedule):
    """A report that is to be made regularly."""


class ReportScheduleOut(_Out):
    """A report that is made regularly."""

    id: str
    schedule: ReportSchedule
    next_at: datetime
    error: str | None
    made_by: str
    created_at: datetime | None


class ReportSchedulesOut(BaseModel):
    """All of them, oldest first."""

    items: list[ReportScheduleOut]


class ReportFileOut(_Out):
    """A kept file."""

    id: str
    schedule_id: str
    due_at: datetime
    name: str
    media_type: str
    created_at: datetime | None
    expires_at: datetime


class ReportFilesOut(BaseModel):
    """Kept files, newest first."""

    items: list[ReportFileOut]


class ReportFilesQuery(_In):
    """Which files."""

    schedule: str | None = Field(None, max_length=100)
    limit: int = Field(100, ge=1, le=1000)

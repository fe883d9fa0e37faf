"""When a report is made: weekly or monthly, at a time of day in a time zone."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ...alerts.rule import zone_of

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HORIZON = 800


class ReportSchedule(BaseModel):
    """A report that is made regularly.

    Attributes:
        report: Its kind.
        options: What it is about.
        format: Of the file.
        every: ``day``, ``week`` or ``month``.
        weekday: For ``week``: 0 is Monday.
        day: For ``month``; a month that is shorter has it on its last day.
        at: Time of day in `zone`; where clocks jump over it, as much later.
        deliver: Ids of channels: e-mail gets the file, a webhook the link to it.
        keep_days: How long the file is kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    report: str = Field(min_length=1, max_length=60)
    options: dict[str, Any] = Field(default_factory=dict)
    format: str = Field("pdf", pattern=r"^[a-z]{1,10}$")
    every: Literal["day", "week", "month"] = "week"
    weekday: int = Field(0, ge=0, le=6)
    day: int = Field(1, ge=1, le=31)
    at: str = "07:00"
    zone: str = Field("UTC", max_length=60)
    deliver: tuple[str, ...] = Field(default=(), max_length=10)
    keep_days: int | None = Field(None, ge=1, le=3_650)

    @field_validator("at")
    @classmethod
    def _clock(cls, text: str) -> str:
        if not _CLOCK.fullmatch(text):
            raise ValueError("a time of day is written HH:MM")
        return text

    @field_validator("zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        zone_of(name)
        return name

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after `moment`, in UTC."""
        zone, clock = zone_of(self.zone), time(int(self.at[:2]), int(self.at[3:]))
        first = moment.astimezone(zone).date() - timedelta(days=1)
        for ahead in range(_HORIZON):
            there = first + timedelta(days=ahead)
            at = datetime.combine(there, clock, zone).astimezone(UTC)
            if self._is_day(there) and at > moment:
                return at
        raise AssertionError("unreachable: every month has such a day")

    def _is_day(self, there: date) -> bool:
        if self.every == "week":
            return there.weekday() == self.weekday
        if self.every == "month":
            return there.day == min(self.day, calendar.monthrange(there.year, there.month)[1])
        return True

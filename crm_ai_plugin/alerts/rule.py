"""A rule: which pattern to look for, in which deals, how often to speak, and to whom."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ..insights import Condition

TASK = "task"
"""Delivers an alert as a task in the CRM; everything else is the id of a channel."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name in the IANA database.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name[:60]!r}: use one like Europe/Berlin") from None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuietHours(_Model):
    """When nothing is said. `start` after `end` means over midnight; on the days of `whole_days` nothing at all."""

    start: str = Field("20:00", description="HH:MM")
    end: str = Field("07:00", description="HH:MM")
    zone: str = Field("UTC", max_length=60, description="IANA time zone, such as Europe/Berlin.")
    whole_days: tuple[int, ...] = Field(
        (), description="Days of the week on which nothing is said: 0 is Monday."
    )

    @field_validator("start", "end")
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

    @field_validator("whole_days")
    @classmethod
    def _days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(day not in range(7) for day in days) or len(set(days)) == 7:
            raise ValueError("days are 0 (Monday) to 6, and at least one is not quiet")
        return tuple(sorted(set(days)))

    def covers(self, now: datetime) -> bool:
        """Return whether nothing is said at `now`."""
        there = now.astimezone(zone_of(self.zone))
        if there.weekday() in self.whole_days:
            return True
        start, end, clock = _of(self.start), _of(self.end), there.time().replace(tzinfo=None)
        return start <= clock < end if start <= end else clock >= start or clock < end


class AlertRule(_Model):
    """A rule of a workspace.

    Attributes:
        name: For people.
        pattern: Key of what is looked for.
        options: Its thresholds; the pattern says which there are.
        where: Which open deals are looked at; all, if left out.
        quiet: When nothing is said; what is found then waits, and is only said if it still holds.
        weekly_cap: Most alerts of this rule from Monday to Sunday; what is beyond waits for the next week.
        deliver: ``task``, or ids of channels.
    """

    name: str = Field(min_length=1, max_length=120)
    pattern: str = Field(min_length=1, max_length=60)
    options: dict[str, Any] = Field(default_factory=dict)
    where: Condition | None = None
    quiet: QuietHours | None = None
    weekly_cap: int = Field(20, ge=1, le=1_000)
    deliver: tuple[str, ...] = Field(min_length=1, max_length=10)
    active: bool = True

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.deliver)) < len(self.deliver):
            raise ValueError("deliver: each place once")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The rule's time zone."""
        return zone_of(self.quiet.zone if self.quiet else "UTC")

    def week_began(self, now: datetime) -> datetime:
        """Return the beginning of the week that the cap counts, Monday 00:00 in the rule's zone."""
        there = now.astimezone(self.zone)
        monday = (there - timedelta(days=there.weekday())).date()
        return datetime.combine(monday, time(), self.zone)


def _of(text: str) -> time:
    return time(int(text[:2]), int(text[3:]))

"""Figures of how somebody behaves over the week and over time: what charts are drawn from."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .estimate import Estimate

DAYS, HOURS = 7, 24


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeekHours(_Model):
    """How often somebody wrote, called or visited, by hour of the week.

    Attributes:
        zone: Time zone in which the hours are told.
        basis: How it is known; with ``none`` it is UTC.
        counts: Seven rows, Monday first, of 24 hours each.
        n: Their sum.
    """

    zone: str
    basis: Literal["field", "country", "none"]
    counts: list[list[int]]
    n: int = Field(ge=0)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(self.counts) != DAYS or any(len(row) != HOURS for row in self.counts):
            raise ValueError("a week has seven days of 24 hours")
        return self


class LatencyPeriod(_Model):
    """How long answers took to mails of one period.

    Attributes:
        start: First day of the period, ``2026-10-01``.
        asked: Mails of ours.
        answered: Those that were answered; the others count as not answered yet.
        median: Hours until half were answered, with its 90 % interval; None below five answers, or if half never were.
    """

    start: str
    asked: int
    answered: int
    median: Estimate | None = None


class LatencyTrend(_Model):
    """Reply latency by period, oldest first; months, or quarters where months hold too little."""

    period: Literal["month", "quarter"]
    periods: list[LatencyPeriod]


class ChannelUse(_Model):
    """One channel: how often we tried it, how often that was responded to, how often they began there themselves."""

    channel: str
    tried: int
    responded: int
    began: int


class PersonaCharts(_Model):
    """What a persona's charts show; counts of what was seen, nothing is filled in."""

    hours: WeekHours
    latency: LatencyTrend
    channels: list[ChannelUse]

"""Payload of a ``deal_coach`` insight."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScoreFactor(_Model):
    """One part of the score. `contribution` is in log-odds: base plus all contributions give logit(p_win)."""

    key: str
    label: str
    direction: Literal["up", "down"]
    contribution: float
    evidence: list[str] = Field(default_factory=list)


class Score(_Model):
    """Probability of winning, how it adds up, and what was left out of it on purpose."""

    p_win: Estimate
    base: float
    """Log-odds of winning before anything about this deal counts."""
    factors: list[ScoreFactor] = Field(default_factory=list)
    refused: list[str] = Field(default_factory=list)
    """Inputs that were not used because they give the outcome away, each with its reason."""


class Effect(_Model):
    """What doing it is expected to change."""

    p_win_if_done: Estimate


class ActionState(_Model):
    """What a person did with a recommendation."""

    state: Literal["open", "done", "dismissed", "snoozed"] = "open"
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None
    until: datetime | None = None


class Action(_Model):
    """One next step. `confidence` is the probability that the step helps, from statistics alone."""

    id: str
    key: str
    title: str
    why: str
    how: str
    due: date
    evidence: list[str]
    confidence: Estimate
    effect: Effect
    state: ActionState = ActionState()


class DealCoachPayload(_Model):
    """Score and 3-5 ranked actions."""

    headline: str
    score: Score
    actions: list[Action]
    facts: dict[str, float | int | str | bool | None] = Field(default_factory=dict)
    """The measured facts by key, for partners and for the change list of the next version."""

"""Payload of a ``pipeline`` insight: every open deal with its chance and the next step."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PipelineDeal(_Model):
    """One open deal.

    Attributes:
        moves: What moves its odds most, each with the direction: ``("Champion answers", "up")``.
        step: Title of the next step, None where nothing calls for one.
        overdue: The step's day has passed.
        url: Deep link into the CRM.
    """

    deal_id: str
    connection: str
    name: str
    stage: str | None = None
    owner: str | None = None
    amount: float | None = None
    currency: str | None = None
    expected_close_at: date | None = None
    p_win: Estimate
    moves: list[tuple[str, str]] = Field(default_factory=list)
    step: str | None = None
    due: date | None = None
    overdue: bool = False
    url: str | None = None


class StageTotal(_Model):
    """The open deals of one stage. `expected` counts those that will be won, if each chance holds."""

    stage: str
    n: int
    expected: Estimate
    amounts: dict[str, float] = Field(default_factory=dict)
    """Sum by currency; deals without an amount are left out."""


class PipelinePayload(_Model):
    """The open deals of a workspace, best chance first.

    The interval of a sum of chances is that of all of them erring the same way: it is the widest there can be.
    """

    headline: str
    n_open: int
    expected: Estimate
    stages: list[StageTotal] = Field(default_factory=list)
    deals: list[PipelineDeal] = Field(default_factory=list)
    left_out: int = 0
    """Open deals beyond those listed; they count in the sums."""
    overdue: int = 0

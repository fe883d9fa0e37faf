"""Payload of a ``calibration`` insight: how well the odds held, as they were said at the time."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OddsGroup(_Model):
    """Deals of which about the same chance was said, and the share of them that was won."""

    said: float
    deals: float
    came: Estimate


class OddsPart(_Model):
    """Odds of one kind: all, or those of one month, stage or version of the model."""

    name: str
    verdict: str
    deals: int
    said: float
    came: Estimate
    brier: Estimate
    brier_base: float
    ece: float | None = None
    table: list[OddsGroup] = Field(default_factory=list)


class CalibrationPayload(_Model):
    """How well a workspace's odds held; `overall` is None while no deal has closed after odds were given."""

    headline: str
    overall: OddsPart | None = None
    months: list[OddsPart] = Field(default_factory=list)
    stages: list[OddsPart] = Field(default_factory=list)
    models: list[OddsPart] = Field(default_factory=list)

"""What goes in and out over HTTP where advice is steered and looked back on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..insights import Estimate
from ..insights.effectiveness import AdviceMonth, AdviceResult
from ..records.base import UtcTime


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FormatQuery(_In):
    """In which notation."""

    format: Literal["json", "csv", "md"] = "json"


class CalibrationQuery(FormatQuery):
    """Of which deals."""

    since: UtcTime | None = Field(default=None, description="Only of deals that closed since.")


class EffectivenessOut(BaseModel):
    """What following the advice did."""

    as_of: datetime
    window_days: int
    deals: int
    overall: AdviceResult
    actions: list[AdviceResult]
    months: list[AdviceMonth]


class _Helped(BaseModel):
    helpful: int
    not_helpful: int
    told: int = Field(description="Of both, how many by somebody whom only the holder of a key names.")
    share: Estimate = Field(description="That helped; Wilson's 90 % interval.")
    more: int = Field(description="Ratings that are missing until the share says something; 0: it does.")


class RatedOnHostOut(_Helped):
    """How often a kind of card helped on one host."""

    host: str = Field(description="Key of a CRM, or `workspace`, `embed`, `link`, `api`.")


class RatedOut(_Helped):
    """How often a kind of card helped, as its readers say."""

    kind: str
    hosts: list[RatedOnHostOut]


class RatedInMonthOut(_Helped):
    """How often cards of all kinds helped in one month."""

    month: date = Field(description="Its first day.")


class RatingReasonOut(BaseModel):
    """Why a card did not help, in somebody's words."""

    kind: str
    host: str
    note: str
    at: datetime


class RatingsOut(BaseModel):
    """What readers think of cards."""

    as_of: datetime
    enough: int = Field(description="Ratings from which on a share says something.")
    items: list[RatedOut]
    months: list[RatedInMonthOut] = Field(description="Of the last twelve, those with ratings; oldest first.")
    reasons: list[RatingReasonOut] | None = Field(description="Newest first; null for reps.")


class GroupOut(BaseModel):
    """Predictions that said about the same."""

    said: float
    deals: float
    came: Estimate


class PartOut(BaseModel):
    """Odds of one kind: what was said, what came true, and how far apart the two are."""

    name: str
    verdict: Literal["held", "too_low", "too_high", "not_told_yet"]
    deals: int
    predictions: int
    said: float
    came: Estimate
    gap: Estimate
    brier: Estimate
    brier_base: float
    ece: float
    ece_by_chance: float
    table: list[GroupOut]


class CalibrationOut(BaseModel):
    """How well the odds held."""

    as_of: datetime
    overall: PartOut | None
    months: list[PartOut]
    stages: list[PartOut]
    models: list[PartOut] = Field(description="By version of the model, from what it said every night.")


class StrategyIn(_In):
    """A strategy; `crm-ai strategy show` prints the one in force."""

    document: dict[str, Any]
    note: str = Field(default="", max_length=500, description="Why.")


class DocumentIn(_In):
    """A document to look at; nothing is stored."""

    document: dict[str, Any]


class StrategyOut(BaseModel):
    """A strategy as it is in force; version 0 was never set and changes nothing."""

    version: int
    author: str | None
    note: str
    at: datetime | None
    document: dict[str, Any]


class StrategiesOut(BaseModel):
    """All versions."""

    items: list[StrategyOut]


class MethodologyOut(BaseModel):
    """A methodology that can be used; `own` where the workspace brought it."""

    key: str
    own: bool
    used: bool
    definition: dict[str, Any]


class MethodologiesOut(BaseModel):
    """Those that can be used."""

    items: list[MethodologyOut]


class MethodologyIn(_In):
    """Which to use: one by its key (null: none), or a definition of one's own."""

    key: str | None = Field(default=None, max_length=60)
    definition: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> MethodologyIn:
        if ("key" in self.model_fields_set) == ("definition" in self.model_fields_set):
            raise ValueError("give a key or a definition")
        return self


class CheckedOut(BaseModel):
    """It can be used."""

    document: dict[str, Any]

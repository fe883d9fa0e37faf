"""Payload of an ``effectiveness`` insight: what following the advice did, and what showing it did."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class AdviceEffect(_Model):
    """A difference in the chance to win, or that it can't be told yet.

    `detectable` is the smallest difference that so many deals would show four times in five; `more_deals` is about how
    many more it takes to see one of `target`.
    """

    verdict: Literal["helps", "harms", "not_told_yet", "no_overlap"]
    uplift: Estimate | None
    raw_difference: float | None = Field(description="Bare; mostly says which deals get the advice.")
    with_: int = Field(alias="with")
    without: int
    detectable: float | None
    target: float
    more_deals: int
    q_value: float | None = Field(
        description="Of single actions: the part of false ones it would be told among."
    )


class AdviceDone(_Model):
    """Who tells that it was done: a person, the records, or both."""

    marked: int
    observed: int
    both: int

    @property
    def total(self) -> int:
        """How often it was done, whoever tells."""
        return self.marked + self.observed + self.both


class AdviceResult(_Model):
    """One action, or advice as a whole (`all`)."""

    key: str
    recommended: int
    held_back: int
    done: AdviceDone
    dismissed: dict[str, int] = Field(description="How often, by reason.")
    too_short: int = Field(description="Not compared: the deal ended first, or it had been done before.")
    doing: AdviceEffect = Field(description="Done in time against not, adjusted for how the deals stood.")
    showing: AdviceEffect | None = Field(description="By lot; null where none was drawn.")
    says: str


class AdviceMonth(_Model):
    """Advice on deals by the month in which they closed."""

    month: str
    deals: int
    recommended: int
    done: int
    dismissed: int
    won: int


class EffectivenessPayload(_Model):
    """What advice did in a workspace; `deals` is 0 while none that was advised on has closed."""

    headline: str
    window_days: int
    deals: int
    overall: AdviceResult
    actions: list[AdviceResult] = Field(default_factory=list)
    months: list[AdviceMonth] = Field(default_factory=list)

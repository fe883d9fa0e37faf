"""What goes in and out over HTTP about prompts and experiments on them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

VersionName = Annotated[str, Field(pattern=r"^(shipped|[0-9]{1,9})$")]
"""A number, or ``shipped`` for the version that comes with the package."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PromptOut(BaseModel):
    """One version of a prompt."""

    feature: str
    version: str
    label: str
    active: bool
    author: str | None
    note: str
    at: datetime | None


class PromptsOut(BaseModel):
    """Versions of prompts."""

    items: list[PromptOut]


class PromptTextOut(BaseModel):
    """A version with its text."""

    feature: str
    label: str
    text: str


class PromptIn(_In):
    """A new version."""

    text: str = Field(max_length=20_000)
    note: str = Field("", max_length=500)


class PromptUseIn(_In):
    """Which version."""

    version: VersionName


class DiffQuery(_In):
    """Which two versions."""

    a: VersionName
    b: VersionName


class DiffOut(BaseModel):
    """How two versions differ."""

    feature: str
    a: str
    b: str
    diff: str


class PromptPreviewIn(_In):
    """Which deal, and which version or which text that is not stored yet; the version in use if neither is given."""

    deal_id: str = Field(min_length=1, max_length=128)
    connection: str | None = Field(None, min_length=1, max_length=128)
    version: VersionName | None = None
    text: str | None = Field(None, max_length=20_000)


class PreviewMessage(BaseModel):
    """One message as it would be sent."""

    role: str
    text: str


class PromptPreviewOut(BaseModel):
    """What would be sent, about how many tokens that is, and the engine's texts by slot."""

    prompt: str
    messages: list[PreviewMessage]
    tokens: int
    withheld: int
    engine: dict[str, str]


class ExperimentIn(_In):
    """What is compared; `share_b` is the part of the deals that get b."""

    a: VersionName
    b: VersionName
    share_b: float = Field(0.5, gt=0, lt=1)


class DifferenceOut(BaseModel):
    """How much more often b succeeds than a; bounds and evidence hold however often one looks."""

    value: float
    low: float
    high: float
    evidence: float
    pairs: int


class ExperimentOut(BaseModel):
    """How an experiment stands."""

    id: str
    feature: str
    a: str
    b: str
    share_b: float
    started_at: datetime
    ended_at: datetime | None
    deals: dict[str, int]
    sound: bool
    acceptance: DifferenceOut
    winning: DifferenceOut
    verdict: str | None

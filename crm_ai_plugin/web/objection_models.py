"""What goes in and out of the objection handler over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..insights import Insight, ObjectionPayload

Id = Annotated[str, Field(min_length=1, max_length=128)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ObjectionIn(_In):
    """An objection to answer."""

    text: str = Field(min_length=1, max_length=8_000, description="What the buyer said, or the whole mail.")
    deal_id: Id | None = Field(default=None, description="The deal it belongs to: its records are used.")
    contact_id: Id | None = Field(default=None, description="Who said it.")
    connection: Id | None = Field(
        default=None, description="Needed when two connections share the deal's id."
    )
    tones: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]] = Field(
        default_factory=list,
        max_length=6,
        description="`aggressive` (direct), `consultative`, `empathetic` or one of the library's; "
        "two or three answers each. Left out: the best answer of each tone.",
    )
    language: Literal["de", "en", "es", "fr", "it", "nl", "pt"] | None = Field(
        default=None, description="Left out: it is told from the text."
    )
    conversation: Id | None = Field(
        default=None,
        description="Id of an earlier objection of the same conversation: nothing is said twice.",
    )
    request_id: Id | None = Field(
        default=None,
        description="The caller's own name for this request: sent again, it gets the same answer and asks nothing anew.",
    )


class ObjectionInsight(Insight):
    """An insight of the objection handler."""

    payload: ObjectionPayload  # type: ignore[assignment]  # the same JSON, described


class ResponseFeedbackIn(_In):
    """What somebody did with an answer."""

    action: Literal["copied", "edited", "sent", "rated"]
    text: str | None = Field(
        default=None,
        max_length=4_000,
        description="With `edited`: the new text. Only how it differs is kept, with strangers' words masked.",
    )
    rating: int | None = Field(default=None, ge=1, le=5, description="With `rated`.")


class ResponseFeedbackOut(BaseModel):
    """What was stored."""

    response_id: str
    action: str
    at: datetime
    rating: int | None


class ObjectionHistoryQuery(_In):
    """Which objections."""

    deal_id: Id | None = None
    contact_id: Id | None = None
    limit: int = Field(default=20, ge=1, le=200)


class ObjectionExportQuery(ObjectionHistoryQuery):
    """Which objections, in which notation."""

    format: Literal["json", "csv", "md"] = "json"
    limit: int = Field(default=200, ge=1, le=2_000)


class PastResponseOut(BaseModel):
    """An answer that was shown and what was done with it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    tone: str
    position: int
    text: str
    claims: list[str]
    did: list[str]
    rating: int | None


class PastObjectionOut(BaseModel):
    """An objection that was asked about."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    conversation: str
    at: datetime
    text: str
    language: str
    category: str
    confidence: float
    deal_id: str | None
    contact_id: str | None
    responses: list[PastResponseOut]


class ObjectionHistoryOut(BaseModel):
    """Objections, newest first."""

    items: list[PastObjectionOut]


class WorthQuery(_In):
    """Of which category."""

    category: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None


class WorthOut(BaseModel):
    """Expected reward if a variant stood first, with its 95 % interval."""

    model_config = ConfigDict(from_attributes=True)

    value: float
    low: float
    high: float
    n: int
    effective: float


class VariantOut(BaseModel):
    """One variant, by two estimators."""

    model_config = ConfigDict(from_attributes=True)

    variant: str
    category: str
    tone: str
    snips: WorthOut
    doubly_robust: WorthOut


class VariantsOut(BaseModel):
    """Variants, best first."""

    items: list[VariantOut]

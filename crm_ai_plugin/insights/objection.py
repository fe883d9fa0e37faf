"""Payload of an ``objection`` insight."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate
from .insight import WordedBy


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Category(_Model):
    """What is objected to. `confidence` is how often such a reading proved right, from statistics alone."""

    key: str
    confidence: Estimate
    quote: str = ""
    """The sentence it stands in, word for word."""


class Response(_Model):
    """One answer. `score` is the share of times an answer like this was used and moved the deal on.

    `variant` names what was said, whatever words a model found for it; `claims` are those it states, `blocked`
    those it had to leave out. Of an answer of the workspace's library, `entry` and `version` name the wording that
    was approved, and `approved_until` says until when, if there is an end.
    """

    id: str
    tone: str
    text: str
    why: str
    evidence: list[str] = Field(default_factory=list)
    claims: list[str] = Field(default_factory=list)
    blocked: list[str] = Field(default_factory=list)
    score: Estimate
    approval: Literal["built_in", "approved"]
    entry: str | None = None
    version: int | None = None
    approved_until: datetime | None = None
    variant: str


class About(_Model):
    """Which records the objection belongs to."""

    deal_id: str | None = None
    contact_id: str | None = None


class Past(_Model):
    """How deals went on after objections like this one."""

    n: int
    won: int
    advanced: int
    lost: int


class SimilarObjection(_Model):
    """An earlier objection that says the same, what was answered, and what the deal did next.

    `answer` is the one that was used, None where none was; `next_move` is None as long as nobody knows it.
    """

    id: str
    at: datetime
    text: str
    language: str
    category: str
    deal_id: str | None = None
    answer: str | None = None
    next_move: Literal["won", "advanced", "none", "lost"] | None = None


class CitedDocument(_Model):
    """What one of the customer's own documents says to the objection.

    `evidence` names the quotation; `supports` the claims, stated in the answers, that stand there as well. No answer
    states anything else of it.
    """

    evidence: str
    document_id: str
    title: str
    page: int | None = None
    heading: str = ""
    supports: list[str] = Field(default_factory=list)


class ObjectionPayload(_Model):
    """The reading of a text, and answers to it.

    `responses` is empty when the text is no objection. `also` holds further categories in the same text, ranked.
    `notes` say what was left out and why. `first_by` says who put `category` first when there were several: the
    engine or a model; None where there was one. `similar` and `documents` come best first.
    """

    category: Category
    also: list[Category] = Field(default_factory=list)
    language: str
    language_known: bool = True
    responses: list[Response] = Field(default_factory=list)
    text: str
    about: About = About()
    past: Past | None = None
    similar: list[SimilarObjection] = Field(default_factory=list)
    documents: list[CitedDocument] = Field(default_factory=list)
    first_by: WordedBy | None = None
    notes: list[str] = Field(default_factory=list)

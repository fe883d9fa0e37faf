"""Payload of a ``persona`` insight."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate
from .persona_charts import PersonaCharts

PERSONA = "persona"
"""Kind of the insight."""

TraitGroup = Literal["communication", "decision", "priorities", "engagement", "buying"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contradiction(_Model):
    """What is observed where a person said otherwise; shown beside their word, never in its place."""

    value: str
    confidence: Estimate
    evidence: list[str]


class PersonaTrait(_Model):
    """One thing that a contact was observed to do, or that a person of ours stated.

    Attributes:
        value: The statement in words.
        data: The same for machines; its keys depend on the trait.
        estimate: The number behind it, in `unit`.
        confidence: Chance that the statement holds; of a person's word: 1, with ``n`` 0.
        n: Observations it rests on.
        first_seen: When the first of them was.
        last_seen: When the last was.
        expires_at: When it has to be seen again; None for a person's word, which does not expire.
        locked: A person of ours stated it or locked it; no observation changes it.
        by: Who says so.
        reason: Why a person changed it.
        contradicted: What is observed instead.
    """

    key: str
    group: TraitGroup
    label: str
    value: str
    data: dict[str, Any] = Field(default_factory=dict)
    unit: str = "text"
    estimate: Estimate | None = None
    confidence: Estimate
    n: int = Field(ge=0)
    evidence: list[str] = Field(default_factory=list)
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    expires_at: datetime | None = None
    locked: bool = False
    by: Literal["observed", "person"] = "observed"
    reason: str | None = None
    contradicted: Contradiction | None = None
    substance: str = ""
    """Names what is stated, without the numbers in it; what a lock is held against."""


class NotSeen(_Model):
    """A trait that nothing is said about: too little was seen, it points nowhere, or a person rejected it."""

    key: str
    group: TraitGroup
    label: str
    n: int
    needed: int
    rejected: str | None = None
    """Why a person of ours rejected it; None if nobody did."""


class Advice(_Model):
    """One line on how to work with the contact, and the trait it follows from."""

    trait: str
    text: str
    evidence: list[str] = Field(default_factory=list)


class Clock(_Model):
    """In which time zone hours are told, and how it is known: ``field``, ``country`` or ``none`` (then UTC)."""

    zone: str
    basis: Literal["field", "country", "none"]


LayoutPart = Literal["advice", "charts", "not_seen", "evidence"]


class LayoutSection(_Model):
    """A heading and the traits below it, in order."""

    title: str
    traits: list[str]


class Layout(_Model):
    """How a template arranges a persona: sections in order, and which other parts are shown."""

    template: str
    label: str
    sections: list[LayoutSection]
    parts: list[LayoutPart]


class Named(_Model):
    """Who a persona is about, as the CRM has it; only in files that somebody exports."""

    name: str
    given: str | None = None
    family: str | None = None
    title: str | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None


class PersonaPayload(_Model):
    """What a contact was observed to do with us; nothing is guessed from who they are.

    `touchpoints` counts what it rests on. `kept_out` counts sentences on health, faith, politics and the like,
    of which nothing was used. `charts` are missing where too little was seen, and in versions that had none.
    """

    traits: list[PersonaTrait]
    not_seen: list[NotSeen]
    how_to_work_with: list[Advice]
    clock: Clock
    touchpoints: int
    automatic: int = 0
    kept_out: int = 0
    charts: PersonaCharts | None = None
    layout: Layout | None = None
    person: Named | None = None

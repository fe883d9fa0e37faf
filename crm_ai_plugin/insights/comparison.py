"""Payload of a ``comparison`` insight: the personas of a few people side by side."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate
from .persona import Advice, TraitGroup

COMPARISON = "comparison"
"""Kind of the insight."""
PEOPLE = "contacts"
"""Type of a subject that is several contacts of one connection; its id is theirs, with commas between."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Compared(_Model):
    """One of the people; `version` is that of their persona, `advice` how to work with them."""

    contact: str
    name: str
    version: int
    touchpoints: int
    profiled: bool = True
    advice: list[Advice] = Field(default_factory=list)


class ComparedValue(_Model):
    """What holds of one person; None in its place says that too little was seen."""

    value: str
    confidence: Estimate
    n: int
    stated: bool = False
    """Whether a person of ours stated it."""
    evidence: list[str] = Field(default_factory=list)


class ComparedTrait(_Model):
    """One trait across the people, in their order; `differs` where two of them are told apart by it."""

    key: str
    group: TraitGroup
    label: str
    values: list[ComparedValue | None]
    differs: bool


class ComparisonPayload(_Model):
    """Two to four people; traits that tell them apart come first within their group."""

    people: list[Compared]
    traits: list[ComparedTrait]

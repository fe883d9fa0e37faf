"""The insight: one answer about one subject, with its evidence, coverage and origin."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .evidence import Evidence

InsightKind = str
"""Key of the feature that made it: ``deal_coach``, ``persona``, ``objection``, ``win_loss`` or a partner's."""

Source = Literal["engine", "llm"]


class Subject(BaseModel):
    """What the insight is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    id: str


class Coverage(BaseModel):
    """What could be seen, what could not, and what that does to the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seen: dict[str, int] = Field(default_factory=dict)
    missing: list[str] = Field(default_factory=list)
    effect: str = ""


class Change(BaseModel):
    """What is different from the version before, and the evidence that caused it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    because: list[str] = Field(default_factory=list)


class WordedBy(BaseModel):
    """Who put the answer into words, and why nobody better did.

    ``last_good`` is an earlier wording of a model for the same substance. `reason` is a stable code: why the
    model did not word it, or ``gate`` when it did and `replaced` of its texts had to give way to the engine's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Literal["model", "fallback_model", "last_good", "engine"] = "engine"
    reason: str | None = None
    replaced: int = Field(default=0, ge=0)


class Delivery(BaseModel):
    """What became of one write into the CRM.

    `conflicts` maps a field to the value a person gave it after us; such a field is left alone. `reason` says
    why it waits, failed, or was left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    action: str
    state: str
    reason: str | None = None
    conflicts: dict[str, str] = Field(default_factory=dict)


class Insight(BaseModel):
    """One version of one answer.

    `payload` is the feature's own model as plain JSON; `fingerprint` names its substance: an insight
    whose fingerprint equals the last version's is the same advice and makes no new version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: InsightKind
    subject: Subject
    connection: str
    version: int = Field(ge=1)
    as_of: datetime
    source: Source = "engine"
    model: str | None = None
    prompt_version: str | None = None
    wording: WordedBy = WordedBy()
    engine_version: str
    language: str = "en"
    coverage: Coverage
    changes: list[Change] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    payload: dict[str, Any]
    fingerprint: str
    deliveries: list[Delivery] = Field(default_factory=list)
    """What became of its writes into the CRM, as of when the insight was read."""

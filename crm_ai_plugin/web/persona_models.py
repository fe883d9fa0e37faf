"""What goes in and out of the persona routes beside the insights themselves."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..insights import Insight
from ..insights.persona import PersonaPayload
from ..insights.persona_charts import PersonaCharts
from .models import SubjectQuery


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonaInsight(Insight):
    """A persona."""

    payload: PersonaPayload  # type: ignore[assignment]  # the same JSON, described


class OverrideIn(_In):
    """What a person decides about one trait."""

    trait: str = Field(min_length=1, max_length=64, description="Key of the trait.")
    decision: Literal["state", "lock", "reject", "lift"] = Field(
        description="`state` your own words, `lock` what stands, `reject` it, or `lift` an earlier decision."
    )
    value: str | None = Field(None, max_length=300, description="The statement, for `state`.")
    reason: str = Field("", max_length=300, description="Why; required to reject.")


class PersonaRollBackIn(_In):
    """Which version is to hold again."""

    version: int = Field(ge=1)


class PersonaChartsOut(BaseModel):
    """Figures for charts; null where too little was seen, or nothing may be said."""

    charts: PersonaCharts | None


class PersonaDiffQuery(SubjectQuery):
    """Which two versions."""

    a: int = Field(ge=1)
    b: int = Field(ge=1)


class CompareQuery(SubjectQuery):
    """Who is compared."""

    ids: str = Field(
        min_length=3, max_length=600, description="Two to four contact ids, separated by commas."
    )


class PersonaDifferenceOut(BaseModel):
    """One trait that two versions state differently; null where a version does not state it."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    label: str
    before: str | None
    after: str | None


class PersonaDiffOut(BaseModel):
    """What version `b` states otherwise than version `a`."""

    items: list[PersonaDifferenceOut]


class PersonasOut(BaseModel):
    """Personas, newest version first or in the order asked for."""

    items: list[PersonaInsight]

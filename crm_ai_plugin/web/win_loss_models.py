"""What goes in and out of the win-loss explainer over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..features.win_loss.filters import parse
from ..insights import Cohort, Evidence, Insight, WinLossPayload
from ..insights.cohort import Condition
from ..runtime.cohorts.asked import made_cohort

Id = Annotated[str, Field(min_length=1, max_length=128)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CohortIn(_In):
    """Which deals."""

    where: Annotated[str, Field(min_length=1, max_length=4_000)] | Condition | None = Field(
        default=None,
        description="As text (`industry = 'Banking' and amount > 10000`) or as a condition. Left out: all.",
    )
    since: date | None = Field(default=None, description="Closed on this day or later.")
    until: date | None = Field(default=None, description="Closed before this day.")
    by: str | None = Field(
        default=None, min_length=1, max_length=120, description="A field whose values stand side by side."
    )

    def cohort(self) -> Cohort:
        """Return it as a cohort.

        Raises:
            UserInputError: the filter can't be read, or the dates don't follow each other.
        """
        where = parse(self.where) if isinstance(self.where, str) else self.where
        return made_cohort(where, self.since, self.until, self.by)


class WinLossIn(_In):
    """A cohort, or one deal beside a cohort. Neither: all deals."""

    deal_id: Id | None = Field(default=None, description="The deal to explain.")
    connection: Id | None = Field(
        default=None, description="Needed when two connections share the deal's id."
    )
    cohort: CohortIn = Field(default_factory=CohortIn, description="Which deals; left out: all.")


class WaitQuery(_In):
    """How long the caller is ready to wait."""

    wait: float = Field(
        10, ge=0, le=30, allow_inf_nan=False, description="Seconds to wait where it takes long."
    )


class WinLossInsight(Insight):
    """An insight of the win-loss explainer."""

    payload: WinLossPayload  # type: ignore[assignment]  # the same JSON, described


class WinLossHistoryOut(BaseModel):
    """Versions of one answer, newest first."""

    items: list[WinLossInsight]


class WinLossHistoryQuery(_In):
    """How many versions."""

    connection: Id | None = None
    limit: int = Field(default=20, ge=1, le=100)


class LatestQuery(_In):
    """Of which connection."""

    connection: Id | None = None


class DrillIn(_In):
    """A factor of a cohort."""

    cohort: CohortIn = Field(default_factory=CohortIn)
    factor: str = Field(min_length=1, max_length=400, description="A factor's `key`.")
    outcome: Literal["won", "lost", "open"] | None = None
    limit: int = Field(default=20, ge=1, le=50)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class DrilledDealOut(BaseModel):
    """One deal of a factor. `contribution` is what the factor's column adds to its log-odds."""

    deal_id: str
    connection: str
    name: str
    outcome: Literal["won", "lost", "open"]
    value: float | str | None
    contribution: float | None
    closed_at: datetime | None
    evidence: list[Evidence]


class DrillOut(BaseModel):
    """Deals, those first in which the factor counts most."""

    items: list[DrilledDealOut]
    total: int


class FieldsOut(BaseModel):
    """Names that filters may use."""

    items: list[str]

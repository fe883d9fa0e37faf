"""Payload of a ``win_loss`` insight: why deals are won and lost, for a cohort or for one deal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .cohort import Cohort
from .estimate import Estimate

CATEGORIES = ("timeline", "stakeholders", "competition", "pricing", "requirements", "other")
Category = Literal["timeline", "stakeholders", "competition", "pricing", "requirements", "other"]
Direction = Literal["up", "down"]
Agreement = Literal["same", "partly", "contradicted", "no_evidence", "not_stated"]

NO_FACTOR = "no significant factor"
"""The verdict when nothing was found that chance does not explain."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FactorAtStage(_Model):
    """What a factor goes with at one stage.

    With `p_value` and `q_value` (false discovery rate over all factors and stages) it is adjusted for what else was known
    as the deals entered the stage; without them it is not adjusted, among deals that stood there when they were looked at.
    """

    stage: str
    odds_ratio: Estimate
    p_value: float | None = None
    q_value: float | None = None


class Factor(_Model):
    """One property of deals and what goes with it, adjusted for all others that were looked at.

    Attributes:
        key: ``column``, or ``column=value`` for one value of a category.
        found: Whether its false discovery rate is at most 10 %.
        raw: The odds ratio without adjustment.
        proxy_for: Label of what explains it away: it seems to matter alone and not beside that.
        only_beside: Label of what nearly says the same and beside which alone it seems to matter; then it is not found.
        detectable: The odds ratio above 1 that these deals would show with 80 % power.
        share: Share of the closed deals that have it; 1 for a number of many values.
        step: What a number's odds ratio is for.
        actionable: Whether somebody can do something about it on an open deal.
        by_stage: At each stage, in their order.
        stages_differ_q: False discovery rate of saying that it differs by stage; None where it was not tested.
        stages_differ: The same in words.
    """

    key: str
    column: str
    label: str
    category: Category
    direction: Direction
    odds_ratio: Estimate
    raw: Estimate
    p_value: float
    q_value: float
    found: bool
    proxy_for: str | None = None
    only_beside: str | None = None
    detectable: float
    share: float
    step: str = ""
    evidence: list[str] = Field(default_factory=list)
    actionable: bool
    by_stage: list[FactorAtStage] = Field(default_factory=list)
    stages_differ_q: float | None = None
    stages_differ: str = ""


class RefusedColumn(_Model):
    """A column that was not learned from because it gives the outcome away."""

    column: str
    label: str
    why: str
    text: str


class ModelCard(_Model):
    """The model behind contributions, and how good it was on deals newer than those it learned from.

    The figures are None where there are too few deals to judge.
    """

    kind: str
    n: int
    auc: float | None = None
    brier: float | None = None
    brier_base: float | None = None
    ece: float | None = None
    split: str | None = None
    judged: int = 0
    leaks_refused: list[RefusedColumn] = Field(default_factory=list)


class Benchmark(_Model):
    """A figure of these deals beside that of others. `unit`: ``share``, ``days``, ``money`` or a fact's."""

    key: str
    label: str
    unit: str
    own: Estimate
    other: Estimate
    other_is: str


class Segment(_Model):
    """One value of the field by which the cohort is split."""

    value: str
    n_won: int
    n_lost: int
    n_open: int
    win_rate: Estimate
    differs: float | None = None
    """q-value of its win rate against that of the other segments together."""
    median_days: Estimate | None = None
    factors: list[Factor] = Field(default_factory=list)
    """The cohort's found factors, as they are here."""


class Gap(_Model):
    """Deals or values that are not there, and what that can do to the answer."""

    key: str
    text: str
    n: int
    share: float


class CohortCoverage(_Model):
    """Who is in the answer and who is not.

    Attributes:
        used: Share of the cohort's closed deals that could be learned from.
        complete: Mean share of values that are known in them.
        missing: Deals and values that lack.
        late: Columns that are filled in late, so that open deals can't be compared by them.
        drift: Columns in which open deals differ from closed ones: the answer speaks less for them.
    """

    used: float
    complete: float
    missing: list[Gap] = Field(default_factory=list)
    late: list[Gap] = Field(default_factory=list)
    drift: list[Gap] = Field(default_factory=list)


class Quarter(_Model):
    """Deals that closed in one quarter (``2026 Q1``)."""

    quarter: str
    n_won: int
    n_lost: int
    win_rate: Estimate


class FactorTrend(_Model):
    """A found factor's odds ratio by quarter."""

    key: str
    label: str
    points: list[TrendPoint]


class TrendPoint(_Model):
    """One quarter's odds ratio."""

    quarter: str
    odds_ratio: Estimate


class Trends(_Model):
    """How it went over time. `slope` is the change of the win rate's log-odds per year."""

    quarters: list[Quarter] = Field(default_factory=list)
    slope: Estimate | None = None
    factors: list[FactorTrend] = Field(default_factory=list)


class StageTime(_Model):
    """How long deals stay in a stage, open ones counted for as long as they have been there.

    Attributes:
        median: Days by which half have left it; None where the deals don't say.
        late_after: Days by which three in four have left it.
        late_open: Open deals that have been there longer.
        won_if_late: Share won of the closed deals that stayed longer.
        won_if_not: Share won of those that did not.
    """

    pipeline: str
    stage: str
    n: int
    median: Estimate | None = None
    late_after: float | None = None
    late_open: int = 0
    won_if_late: Estimate | None = None
    won_if_not: Estimate | None = None


class StatedReasons(_Model):
    """How often what reps state as reason of a loss agrees with what the records show."""

    n_lost: int
    n_stated: int
    agree: Estimate | None = None
    counts: dict[Agreement, int] = Field(default_factory=dict)
    pairs: list[ReasonPair] = Field(default_factory=list)


class ReasonPair(_Model):
    """How many losses are stated to be for one category while the records point at another."""

    stated: Category
    shown: Category | None
    n: int


class Finding(_Model):
    """One insight: what goes with winning or losing, how many open deals it touches, what to do.

    Attributes:
        effect: Points of the chance to win between a typical deal with it and one without.
        touches: Open deals of the cohort where it could be changed for the better.
        deals: Some of them, those it would change most first.
        certainty: Probability that the direction is right.
        score: effect × touches × certainty, in deals.
        action: Key of the deal coach's step that works on it.
    """

    id: str
    key: str
    category: Category
    title: str
    why: str
    how: str
    effect: Estimate
    touches: int
    deals: list[str] = Field(default_factory=list)
    certainty: float
    score: float
    action: str | None = None
    evidence: list[str] = Field(default_factory=list)


class Event(_Model):
    """Something that happened to a deal; `gap` is set for a silence and counts its days."""

    at: datetime
    kind: str
    category: Category
    text: str
    gap: int | None = None
    evidence: list[str] = Field(default_factory=list)


class Contribution(_Model):
    """What one column adds to the deal's log-odds; with `base` all of them give the score's log-odds."""

    key: str
    label: str
    category: Category
    contribution: float
    evidence: list[str] = Field(default_factory=list)


class CategoryContribution(_Model):
    """The sum of a category's contributions, with the quotes behind the strongest of them."""

    category: Category
    contribution: float
    evidence: list[str] = Field(default_factory=list)


class DealScore(_Model):
    """The chance that a deal like this one is won, by the model, and how it adds up."""

    p_win: Estimate
    base: float
    log_odds: float
    as_of: datetime


class Alike(_Model):
    """A closed deal near this one, and why it is near.

    `distance` is that of contributions, in log-odds. `because` are the columns that move both alike, `unlike` those
    in which they differ most.
    """

    deal_id: str
    connection: str
    name: str
    outcome: Literal["won", "lost"]
    closed_at: date | None = None
    distance: float
    because: list[str] = Field(default_factory=list)
    unlike: list[str] = Field(default_factory=list)


class StatedReasonVsEvidence(_Model):
    """The rep's reason beside what the records show."""

    stated: str | None
    stated_category: Category | None
    shown_category: Category | None
    agreement: Agreement
    text: str
    evidence: list[str] = Field(default_factory=list)
    cohort: StatedReasons | None = None


class WinLossPayload(_Model):
    """Why deals are won and lost.

    The first part is about the cohort; for one deal, the cohort are the closed deals it is compared with, and the
    second part is filled.
    """

    headline: str
    cohort: Cohort
    cohort_id: str
    n_won: int
    n_lost: int
    n_open: int
    coverage: CohortCoverage
    factors: list[Factor] = Field(default_factory=list)
    verdict: str
    detectable: float | None = None
    """The smallest odds ratio above 1 that these deals would show with 80 % power, over the factors looked at."""
    model: ModelCard
    benchmarks: list[Benchmark] = Field(default_factory=list)
    segments: list[Segment] = Field(default_factory=list)
    trends: Trends = Trends()
    stages: list[StageTime] = Field(default_factory=list)
    reasons: StatedReasons | None = None
    insights: list[Finding] = Field(default_factory=list)
    data_version: str = ""
    """Names the state of the records that it was made of."""

    outcome: Literal["won", "lost", "open"] | None = None
    score: DealScore | None = None
    contributions: list[Contribution] = Field(default_factory=list)
    by_category: list[CategoryContribution] = Field(default_factory=list)
    timeline: list[Event] = Field(default_factory=list)
    similar: list[Alike] = Field(default_factory=list)
    stated_reason_vs_evidence: StatedReasonVsEvidence | None = None


FactorTrend.model_rebuild()
StatedReasons.model_rebuild()

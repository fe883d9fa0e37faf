"""Payload of a ``deal_coach`` insight."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .estimate import Estimate


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScoreFactor(_Model):
    """One part of the score. `contribution` is in log-odds: base plus all contributions give logit(p_win)."""

    key: str
    label: str
    direction: Literal["up", "down"]
    contribution: float
    evidence: list[str] = Field(default_factory=list)


class ScoreModel(_Model):
    """What said the score.

    Attributes:
        kind: ``facts`` (declared facts with stated priors), ``linear``, ``additive`` or ``rate`` (the win rate alone).
        version: Names the fitted model; ``prior`` before any deal has closed.
        accuracy: In words, how good that kind was on deals newer than those it learned from.
    """

    kind: Literal["facts", "linear", "additive", "rate"]
    version: str
    accuracy: str


class Score(_Model):
    """Probability of winning, how it adds up, and what was left out of it on purpose."""

    p_win: Estimate
    base: float
    """Log-odds of winning before anything about this deal counts."""
    factors: list[ScoreFactor] = Field(default_factory=list)
    refused: list[str] = Field(default_factory=list)
    """Inputs that were not used because they give the outcome away, each with its reason."""
    model: ScoreModel | None = None
    """None for a closed deal, whose outcome is stated."""


class Effect(_Model):
    """What doing it is expected to change.

    Attributes:
        p_win_if_done: The chance to win if it is done.
        moves: The fact that the step changes; None where it changes none that is measured.
        told_by: Where the effect comes from: ``estimated`` (history, doubly robust, among comparable deals),
            ``association`` (history, adjusted, with few deals), ``prior`` (belief alone), ``too_few`` or ``no_overlap``
            (belief alone, because history can't tell).
    """

    p_win_if_done: Estimate
    moves: str | None = None
    told_by: Literal["estimated", "association", "prior", "too_few", "no_overlap"] = "prior"


ReasonCode = Literal["not_relevant", "already_done", "wrong_facts", "bad_timing", "wont_work", "other"]
"""Why a person dismissed a recommendation, as far as advice learns from it."""


class ActionState(_Model):
    """What a person did with a recommendation."""

    state: Literal["open", "done", "dismissed", "snoozed"] = "open"
    reason: str | None = None
    """In a person's words; shown with the action and used for nothing else."""
    reason_code: ReasonCode | None = None
    """Which of the known reasons it was; None where nobody said."""
    by: str | None = None
    at: datetime | None = None
    until: datetime | None = None


class Action(_Model):
    """One next step. `confidence` is the probability that the step helps, from statistics alone."""

    id: str
    key: str
    title: str
    why: str
    how: str
    due: date
    evidence: list[str]
    confidence: Estimate
    effect: Effect
    state: ActionState = ActionState()
    note: str | None = None
    """Why it stands higher or lower than its effect alone would put it."""


class LeftOutAction(_Model):
    """A step that would be among the actions if it were not for what people decided."""

    key: str
    title: str
    why: str


class ScorecardElement(_Model):
    """One thing a sales methodology asks for, as far as the records say it.

    `who` are the people behind the evidence, `at` is when the newest of it happened; of what is not visible `why` says
    why. Evidence of a missing element shows what was looked for in vain.
    """

    key: str
    label: str
    state: Literal["evidenced", "partly", "missing", "not_visible"]
    weight: float
    evidence: list[str] = Field(default_factory=list)
    who: list[str] = Field(default_factory=list)
    at: datetime | None = None
    why: str | None = None


class Scorecard(_Model):
    """The workspace's sales methodology, filled from evidence.

    `coverage` is the share, by weight, of the `n` elements that could be looked at (of `of` in all), a part counting
    half; None where nothing could be looked at.
    """

    key: str
    label: str
    coverage: float | None
    n: int
    of: int
    elements: list[ScorecardElement]


class ScoreMove(_Model):
    """A part of what moved the chance since the version before.

    Attributes:
        cause: ``event`` (something that happened), ``time`` (a counter went on), ``record`` (a record changed),
            ``model`` (a newly fitted model sees the same deal otherwise), ``certainty`` (more or less is known of the
            deal), ``outcome`` or ``rest`` (what hardly counts, summed up).
        key: The factor that moved; empty where none did.
        what: In words.
        log_odds: What it moved.
        points: The same in the chance itself, -1 to 1; all moves add up to the difference of the two chances.
        evidence: What it rests on.
    """

    cause: Literal["event", "time", "record", "model", "certainty", "outcome", "rest"]
    key: str = ""
    what: str
    log_odds: float
    points: float
    evidence: list[str] = Field(default_factory=list)


class DealCoachPayload(_Model):
    """Score and 3-5 ranked actions; fewer where people decided so."""

    headline: str
    score: Score
    actions: list[Action]
    facts: dict[str, float | int | str | bool | None] = Field(default_factory=dict)
    """The measured facts by key, for partners and for the change list of the next version."""
    fields: dict[str, float | str] = Field(default_factory=dict)
    """What else the score looks at, by column: fields of records, and topics of the workspace's own."""
    moves: list[ScoreMove] = Field(default_factory=list)
    """Why the chance moved since the version before, what moved it most first."""
    scorecard: Scorecard | None = None
    """Where the workspace chose a methodology."""
    left_out: list[LeftOutAction] = Field(default_factory=list)
    excluded: str | None = None
    """Why this deal gets no actions, where the workspace's strategy leaves it out."""

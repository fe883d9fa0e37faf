"""What was decided about a deal, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ...facts import Fact, Value
from ...facts.columns.measure import Row
from ...insights import ActionState
from ...ports.feature import History, Recommendation
from ...records import DealSnapshot
from ...sentences import Say
from ...stats import Interval
from .candidates import Candidate
from .learning.served import Served
from .methodology import FilledCard

ToldBy = Literal["estimated", "association", "prior", "too_few", "no_overlap"]
"""Where an effect comes from; see :class:`crm_ai_plugin.insights.Effect`."""

Cause = Literal["column", "model", "certainty", "outcome"]


@dataclass(frozen=True)
class DealFacts:
    """A snapshot with everything that was measured on it."""

    snapshot: DealSnapshot
    facts: Mapping[str, Fact]
    row: Row


@dataclass(frozen=True)
class Scored:
    """The chance to win: ``base + sum(contributions)`` is its log-odds.

    `contributions` go by column: a fact's key or a field's. `model` is what said so (None for a closed deal) and
    `quality` how good that kind of model was on deals it had not seen. `widened` says by how much the unmeasured inputs, named in `unmeasured`, widen the interval (0 to 1).
    """

    p: Interval
    base: float
    contributions: Mapping[str, float]
    sd: float
    n: int
    basis: Say
    unmeasured: tuple[str, ...] = ()
    widened: float = 0.0
    refused: tuple[Say, ...] = ()
    model: Served | None = None
    quality: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Weighed:
    """A candidate with what doing it is worth.

    `confidence` is the probability that it helps this deal, `p_if_done` the chance to win afterwards, `worth`
    what the ranking goes by.
    """

    candidate: Candidate
    confidence: Interval
    p_if_done: Interval
    n: int
    basis: Say
    gain: float
    worth: float
    due: date
    state: ActionState = field(default_factory=ActionState)
    told_by: ToldBy = "prior"
    note: Say | None = None
    """Why it stands higher or lower than its effect alone would put it."""


@dataclass(frozen=True)
class LeftOut:
    """A candidate that would be shown if it were not for what people decided."""

    weighed: Weighed
    why: Say


@dataclass(frozen=True)
class FactMove:
    """A fact that means something else than in the version before."""

    fact: Fact
    old: Value
    known_before: bool


@dataclass(frozen=True)
class ScoreMove:
    """A part of the move.

    Attributes:
        cause: ``column`` (a fact or field changed), ``model`` (a newly fitted model sees the same deal otherwise),
            ``certainty`` (more or less is known of the deal) or ``outcome`` (it closed, or was opened again).
        key: The column; empty for other causes.
        log_odds: What it moved.
        points: The same in the chance itself, from -1 to 1; all of them add up to the move exactly.
    """

    cause: Cause
    key: str
    log_odds: float
    points: float


@dataclass(frozen=True)
class Assessment:
    """Everything that `word` needs, with nothing left to decide."""

    measured: DealFacts
    scored: Scored
    actions: Sequence[Weighed]
    considered: Sequence[Recommendation]
    moves: Sequence[FactMove]
    score_moves: Sequence[ScoreMove]
    history: History
    fingerprint: str
    left_out: Sequence[LeftOut] = ()
    excluded: Say | None = None
    """Why the deal gets no recommendations at all."""
    scorecard: FilledCard | None = None

"""The seam of a feature: records → facts → assessment → insight.

`facts` and `assess` are pure. `word` may ask a writer to phrase what the engine decided; with the
engine's own writer it is pure as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from ..insights import ActionState, Change, Coverage, Evidence, Insight, Source, WordedBy
from ..records import DealSnapshot
from .moments import MomentBatch
from .writing import Writer


@dataclass(frozen=True)
class Tally:
    """How often people of a workspace decided in one way about one action, within a year.

    Attributes:
        action: Key of the action.
        state: ``done`` or ``dismissed``.
        reason_code: Why it was dismissed, where somebody said.
        age: Quarters of a year since then: 0, 1, or 2 for the second half.
        n: Deals of the whole workspace.
        in_segment: Those of them that are of the same kind as the deal at hand.
        of_rep: Those of them that have the same owner.
    """

    action: str
    state: str
    reason_code: str | None
    age: int
    n: int
    in_segment: int = 0
    of_rep: int = 0


@dataclass(frozen=True)
class History:
    """What happened to earlier versions for this subject.

    `states` maps action keys to what a person did with them and `state_facts` to the value of the
    facts that triggered the action at that moment: a dismissed action stays away until they change.
    `cause` says which event led to this run (``"deal.propertyChange dealstage"``) with the time.
    `controls` holds what the workspace's admins decided, by the name of the document, and `tallies` what people
    decided about the actions of all deals.
    """

    last: Insight | None = None
    states: Mapping[str, ActionState] = field(default_factory=dict)
    state_facts: Mapping[str, str] = field(default_factory=dict)
    causes: Sequence[str] = ()
    controls: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tallies: Sequence[Tally] = ()


@dataclass(frozen=True)
class Foretold:
    """The chance of winning that a model gave a deal, logged to be held against how the deal ended.

    Attributes:
        p: The chance, with the bounds `low` and `high` of its 90 % interval.
        model: Names the fitted model.
        kind: Which kind of model that is.
    """

    p: float
    low: float
    high: float
    model: str
    kind: str


@dataclass(frozen=True)
class Draft:
    """An insight before it has an id and a version."""

    payload: Mapping[str, Any]
    evidence: Sequence[Evidence]
    coverage: Coverage
    changes: Sequence[Change]
    fingerprint: str
    recommendations: Sequence[Recommendation] = ()
    source: Source = "engine"
    model: str | None = None
    prompt_version: str | None = None
    wording: WordedBy = field(default_factory=WordedBy)
    language: str = "en"
    foretold: Foretold | None = None


@dataclass(frozen=True)
class Recommendation:
    """One candidate that was considered, shown or not, with the chance that it was shown.

    Logged from the first day, because without propensities no later estimate of uplift is honest. What has a rank
    and was not shown was held back by chance, to learn what showing it is worth.
    `trigger` names the state of the facts behind it; when it changes, a dismissal ends.
    """

    key: str
    rank: int | None
    shown: bool
    propensity: float
    expected_effect: float
    trigger: str


@runtime_checkable
class LearnsMoments(Protocol):
    """A feature about deals that learns from deals as they stood at a moment, measured once for all features."""

    def learn_moments(
        self,
        closed: MomentBatch,
        open_: MomentBatch,
        usual: Mapping[str, Any],
        now: datetime,
        overruled: Collection[str] = (),
        last: Mapping[str, Any] | None = None,
        *,
        thorough: bool = True,
    ) -> Mapping[str, Any]:
        """Return what history teaches, as plain JSON that is stored and versioned.

        A key ``comparison`` with a `verdict` of ``worse`` keeps it from taking over from `last`.

        Args:
            closed: Every closed deal, once inside its life.
            open_: Open deals as they stand.
            usual: What is usual in the workspace.
            now: The present.
            overruled: Columns that an admin lets through although they may give the outcome away.
            last: What the run that serves has learned.
            thorough: Take the time to try richer models as well.
        """


class Feature(Protocol):
    """The object an entry point of ``crm_ai.features`` names.

    The type parameters are the feature's own; the runtime passes them through unseen.
    """

    key: ClassVar[str]
    version: ClassVar[str]
    subject_type: ClassVar[str]

    def learn(
        self, closed: Sequence[DealSnapshot], open_: Sequence[DealSnapshot], now: datetime
    ) -> Mapping[str, Any]:
        """Return what the workspace's history teaches, as plain JSON that is stored and versioned."""

    def facts(self, snapshot: DealSnapshot, learned: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        """Measure; pure."""

    def assess(self, facts: Any, learned: Mapping[str, Any] | None, history: History) -> Any:  # noqa: ANN401
        """Decide; pure."""

    def word(self, assessment: Any, writer: Writer) -> Draft:  # noqa: ANN401
        """Phrase what was decided."""

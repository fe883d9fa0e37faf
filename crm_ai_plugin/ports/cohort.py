"""The seam of a feature that looks at many deals at once: columns of deals → facts → assessment → insight.

A deal feature is run when its deal changes; this one is asked, for a cohort or for one deal beside a cohort. What it may
use comes with the question: deals as arrays, as they stood at a moment of their life. It reads no store. Records of
single deals are too many to bring along, so the feature names the few it wants to quote from before it words.
Why this is a seam of its own: ``docs/adr/cohorts-are-asked-in-columns.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from ..insights import Cohort, Insight
from ..records import DealSnapshot
from .feature import Draft
from .moments import Ints, MomentBatch, Texts
from .writing import Writer

DealKey = tuple[str, str]
"""(connection, deal id)"""


@dataclass(frozen=True)
class CohortQuestion:
    """Which deals to explain, with all that may be used for it.

    Attributes:
        id: Names the cohort; equal filters have equal names.
        cohort: Which deals.
        asked_at: When.
        closed: Every closed deal of the workspace, once, at a moment inside its life.
        open_: Every open deal as it stands.
        reasons: The stated reason of each closed deal's loss, in the order of `closed`; None where there is none.
        groups: A number per closed deal, equal for copies of one deal.
        closed_in_all: How many closed deals the records hold, those without a moment included.
        entered: Closed deals at entering each of their stages; None where it was not read, as it is needed to study only.
        at_stages: Some of the same with their columns; to study only, too.
        overruled: Columns that an admin lets through the leak guard.
        benchmarks: What is usual, as facts are measured against it.
        data_version: Names the state of the records.
        deal: The one deal to explain, with everything around it; None for the cohort alone.
        last: The last answer to the same question.
    """

    id: str
    cohort: Cohort
    asked_at: datetime
    closed: MomentBatch
    open_: MomentBatch
    reasons: Texts
    groups: Ints
    closed_in_all: int
    entered: MomentBatch | None = None
    at_stages: MomentBatch | None = None
    overruled: frozenset[str] = frozenset()
    benchmarks: Mapping[str, Any] = field(default_factory=dict)
    data_version: str = ""
    deal: DealSnapshot | None = None
    last: Insight | None = None


class CohortFeature(Protocol):
    """A feature in ``crm_ai.features`` that is asked about many deals."""

    key: ClassVar[str]
    version: ClassVar[str]
    subject_type: ClassVar[str]
    also_about: ClassVar[tuple[str, ...]]
    """Further types of subject that it is asked about."""

    def study(self, question: CohortQuestion) -> Mapping[str, Any]:
        """Return what holds for all cohorts of a workspace, as plain JSON that is stored with the data version."""

    def to_study(self, question: CohortQuestion) -> Sequence[DealKey]:
        """Return the closed deals that a study looks at in every stage with all their columns."""

    def usable(self, question: CohortQuestion, learned: Mapping[str, Any] | None) -> bool:
        """Whether a stored study still serves the question."""

    def facts(self, question: CohortQuestion, learned: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        """Choose the deals and measure; pure.

        Raises:
            UserInputError: a filter names a field that is not there, or does not fit it.
        """

    def to_enter(self, facts: Any) -> Sequence[DealKey]:  # noqa: ANN401
        """Return the closed deals that the assessment would look at in every stage; none where the study serves."""

    def assess(
        self,
        facts: Any,  # noqa: ANN401
        learned: Mapping[str, Any] | None,
        at_stages: MomentBatch | None = None,
    ) -> Any:  # noqa: ANN401
        """Decide; pure.

        Args:
            facts: What was measured.
            learned: The study.
            at_stages: The deals that it would look at, at entering each of their stages.
        """

    def fields(self, batch: MomentBatch) -> Sequence[str]:
        """Return the names that filters may use."""

    def wanted(self, assessment: Any) -> Sequence[DealKey]:  # noqa: ANN401
        """Return the deals whose records it would quote from; a few."""

    def word(self, assessment: Any, writer: Writer, snapshots: Sequence[DealSnapshot]) -> Draft:  # noqa: ANN401
        """Phrase what was decided, with what the records of the wanted deals say."""

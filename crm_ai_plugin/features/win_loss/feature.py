"""The win-loss explainer as the runtime sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ...facts import EvidenceBook, EvidenceDraft
from ...insights import Evidence
from ...ports.cohort import CohortQuestion, DealKey
from ...ports.feature import Draft
from ...ports.moments import MomentBatch
from ...ports.writing import Writer
from ...records import DealSnapshot
from ...signals import PhraseLibrary
from .assessment import Assessment, CohortFacts, assess, wanted
from .at_stages import deals_to_enter, newest_deals
from .choosing import choose
from .filters import Fields
from .study import known_study, study, usable
from .wording import catalogue
from .wording.drafting import draft


class WinLoss:
    """Says why deals are won and lost, for a cohort or for one deal, and what to do about it."""

    key: ClassVar[str] = "win_loss"
    version: ClassVar[str] = "2"
    subject_type: ClassVar[str] = "cohort"
    also_about: ClassVar[tuple[str, ...]] = ("deal",)

    def __init__(self, library: PhraseLibrary | None = None, language: str = "en") -> None:
        """Create the feature.

        Args:
            library: Phrases to look for; the built-in ones if left out.
            language: Of the engine's sentences.
        """
        self._library = library
        self._words = catalogue(language)

    def study(self, question: CohortQuestion) -> Mapping[str, Any]:
        """Return leaks, win model, time in stages and factors by stage of the whole workspace."""
        return study(question).to_json()

    def to_study(self, question: CohortQuestion) -> Sequence[DealKey]:
        """Return the newest closed deals of the workspace."""
        return newest_deals(question)

    def usable(self, question: CohortQuestion, learned: Mapping[str, Any] | None) -> bool:
        """Whether a stored study still serves the question."""
        return usable(question, learned)

    def facts(self, question: CohortQuestion, learned: Mapping[str, Any] | None) -> CohortFacts:
        """Choose the deals and let the model look at them.

        Raises:
            UserInputError: a filter names a field that is not there, or does not fit it.
        """
        known = known_study(question, learned)
        deals = choose(question, known.scale, known.refused)
        return CohortFacts(
            question,
            known,
            deals,
            known.contributions(known.table(deals.closed)),
            known.contributions(known.table(deals.open_)),
        )

    def to_enter(self, facts: CohortFacts) -> Sequence[DealKey]:
        """Return the closed deals of a filtered cohort if they are not too many."""
        return deals_to_enter(facts.question, facts.deals.rows)

    def assess(
        self, facts: CohortFacts, learned: Mapping[str, Any] | None, at_stages: MomentBatch | None = None
    ) -> Assessment:
        """Find factors, compare, and weigh what is worth saying."""
        del learned
        return assess(facts, self._library, at_stages)

    def wanted(self, assessment: Assessment) -> Sequence[DealKey]:
        """Return the deals to quote from."""
        return wanted(assessment)

    def fields(self, batch: MomentBatch) -> list[str]:
        """Return the names that filters may use."""
        return Fields(batch).names()

    def evidence(self, drafts: Sequence[EvidenceDraft]) -> list[Evidence]:
        """Return evidence in words."""
        book = EvidenceBook(self._words)
        book.ids(drafts)
        return book.entries

    def word(self, assessment: Assessment, writer: Writer, snapshots: Sequence[DealSnapshot]) -> Draft:
        """Put the assessment into words."""
        return draft(assessment, writer, self._words, snapshots, self._library)

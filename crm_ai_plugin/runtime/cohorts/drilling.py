"""From a factor of a cohort to its deals, and from a deal to what its records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ...features.win_loss.drill import DrilledDeal, Which, deals_of, evidence_at
from ...features.win_loss.feature import WinLoss
from ...insights import Cohort, Evidence
from ...records import DealSnapshot
from .analysing import Analysing

MOST = 50


@dataclass(frozen=True)
class Drilled:
    """One deal with its evidence."""

    deal: DrilledDeal
    name: str
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Page:
    """Some of a factor's deals, and how many there are."""

    deals: Sequence[Drilled]
    total: int


@dataclass(frozen=True)
class Drilling:
    """Looks behind factors."""

    analysing: Analysing

    def deals(
        self,
        workspace: str,
        cohort: Cohort,
        factor: str,
        *,
        outcome: Which | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Page:
        """Return deals of a factor, those first in which it counts most, with what their records say.

        Args:
            workspace: Whose deals.
            cohort: Which of them.
            factor: A factor's key: a column, or ``column=value``.
            outcome: Only won, lost or open ones.
            limit: At most so many.
            offset: Where to begin.

        Raises:
            UserInputError: no such factor, or the filter does not fit.
        """
        feature = WinLoss()
        question = self.analysing.question(workspace, cohort)
        learned = self.analysing.studied(workspace, question)
        column, _, level = factor.partition("=")
        found = deals_of(feature.facts(question, learned), column, outcome=outcome, level=level or None)
        shown = found[offset : offset + min(limit, MOST)]
        records = {
            (one.connection, one.deal.id): one
            for one in self.analysing.snapshots(workspace, [one.key for one in shown])
        }
        pages: list[Drilled] = []
        for one in shown:
            snapshot = records.get(one.key)
            drafts = evidence_at(snapshot, one.at, column, question.benchmarks) if snapshot else ()
            name = snapshot.deal.name if snapshot else ""
            pages.append(Drilled(one, name, feature.evidence(drafts)))
        return Page(self._linked(workspace, pages, list(records.values())), len(found))

    def _linked(
        self, workspace: str, pages: Sequence[Drilled], about: Sequence[DealSnapshot]
    ) -> list[Drilled]:
        every = [one for page in pages for one in page.evidence]
        links = iter(self.analysing.linking.among(workspace, every, about))
        return [replace(page, evidence=list(islice(links, len(page.evidence)))) for page in pages]

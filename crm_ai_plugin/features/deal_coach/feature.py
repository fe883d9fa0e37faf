"""The deal coach as the runtime sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from ...facts import measure_in
from ...facts.columns.measure import row_from
from ...facts.context import Context
from ...ports.feature import Draft, History
from ...ports.moments import MomentBatch
from ...ports.writing import Writer
from ...records import DealSnapshot, Outcome
from ...sentences import Say
from ...signals import PhraseLibrary
from .assessment import Assessment, DealFacts
from .candidates import find_candidates
from .changes import moved_facts
from .fingerprint import fingerprint
from .learning import learn, learn_moments, usable
from .ledger import score_moves
from .methodology import NAME as METHODOLOGY
from .methodology import fill, gap_candidates, methodology_of, raised
from .ranking import choose
from .scoring import score
from .strategy import NAME as STRATEGY
from .strategy import HoldOut, Segment, Strategy, excluded_by, strategy_of
from .weighing import weigh
from .wording import catalogue
from .wording.drafting import draft


class DealCoach:
    """Scores a deal and says what to do next, with evidence for every claim."""

    key: ClassVar[str] = "deal_coach"
    version: ClassVar[str] = "1"
    subject_type: ClassVar[str] = "deal"

    def __init__(self, library: PhraseLibrary | None = None, language: str = "en") -> None:
        """Create the feature.

        Args:
            library: Phrases to look for in texts; the built-in ones if left out.
            language: Language of the engine's own wording.

        Raises:
            KeyError: there is no wording in `language`.
        """
        self._library = library
        self._words = catalogue(language)

    def learn(
        self, closed: Sequence[DealSnapshot], open_: Sequence[DealSnapshot], now: datetime
    ) -> Mapping[str, Any]:
        """Return what history teaches; see :mod:`.learning`."""
        return learn(closed, open_, now, self._library)

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
        """Return what deals teach that were measured already; see :mod:`.learning`."""
        return learn_moments(closed, open_, usual, now, overruled, last, thorough=thorough)

    def facts(self, snapshot: DealSnapshot, learned: Mapping[str, Any] | None) -> DealFacts:
        """Measure every fact as of the snapshot."""
        context = Context(snapshot, usable(learned), self._library)
        measured = measure_in(context)
        return DealFacts(snapshot, measured, row_from(snapshot, snapshot, measured, context))

    def assess(self, facts: DealFacts, learned: Mapping[str, Any] | None, history: History) -> Assessment:
        """Score the deal, find what fits, weigh and choose."""
        known = usable(learned)
        snapshot = facts.snapshot
        scored = score(facts, known)
        today = snapshot.as_of.date()
        strategy = strategy_of(history.controls.get(STRATEGY))
        left_out = excluded_by(strategy, snapshot)
        methodology = methodology_of(history.controls.get(METHODOLOGY))
        card = fill(methodology, snapshot, facts.facts, self._library) if methodology else None
        candidates = find_candidates(facts.facts, snapshot.deal.outcome)
        if snapshot.deal.outcome is Outcome.OPEN:
            candidates += gap_candidates(card, {candidate.key for candidate in candidates})
        weighed = [weigh(candidate, facts, scored, known, today) for candidate in candidates]
        choice = choose(
            weighed,
            history,
            snapshot.as_of,
            strategy,
            _hold_out(strategy, snapshot),
            gaps=raised(card),
            excluded=left_out is not None,
        )
        return Assessment(
            measured=facts,
            scored=scored,
            actions=choice.shown,
            considered=choice.log,
            moves=moved_facts(facts.facts, history.last, scored),
            score_moves=score_moves(facts, scored, history.last),
            history=history,
            fingerprint=fingerprint(choice.shown, scored.p.value, history.last, card),
            left_out=choice.left_out,
            excluded=_excluded(left_out),
            scorecard=card,
        )

    def word(self, assessment: Assessment, writer: Writer) -> Draft:
        """Put the assessment into words."""
        return draft(assessment, writer, self._words)


def _hold_out(strategy: Strategy, snapshot: DealSnapshot) -> HoldOut | None:
    """Of a deal that is over nothing can be learned by holding advice back."""
    if strategy.hold_out.share <= 0 or snapshot.deal.outcome is not Outcome.OPEN:
        return None
    return HoldOut(strategy.hold_out, snapshot.connection, snapshot.deal.id)


def _excluded(segment: Segment | None) -> Say | None:
    if segment is None:
        return None
    return Say("excluded", {"segment": segment.name, "because": segment.because or None})

"""Answers why deals are won and lost: for a cohort, or for one deal beside one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...errors import ConflictError, NotFoundError
from ...insights import Cohort, Insight, Subject
from ...ports.clock import Clock
from ...ports.cohort import CohortFeature, CohortQuestion, DealKey
from ...ports.feature import Draft
from ...ports.writing import WritingDesk
from ...records import DealSnapshot
from ...store import Store, WorkspaceSession, new_id
from ..advice.advising import ENGINE
from ..advice.horizon import horizons
from ..advice.linking import Linking
from ..advice.measuring import Measuring, Progress
from ..job_steps import Tell, silent
from ..objections.asking import NO_CONNECTION
from ..registry import Registry
from .naming import cohort_id
from .reading import Columns, Reading

KIND = "win_loss"
COHORT, DEAL = "cohort", "deal"


def _silent(_done: int) -> None:
    return None


@dataclass(frozen=True)
class Analysing:
    """Answers are kept by filters and by the state of the records: the same question is answered once."""

    store: Store
    registry: Registry
    desk: WritingDesk
    measuring: Measuring
    reading: Reading
    linking: Linking
    clock: Clock

    def cohort(self, workspace: str, cohort: Cohort, *, urgent: bool = True, tell: Tell = silent) -> Insight:
        """Return the answer for a cohort: the stored one while its records are the same.

        `tell` hears that all is studied, the cohort compared, words looked for (``study``, ``compare``, ``word``).

        Raises:
            UserInputError: a filter names a field that is not there, or does not fit it.
        """
        known = self.at_hand(workspace, cohort)
        if known is not None:
            return known
        columns = self.reading.columns(workspace)
        question = self._question(workspace, cohort, columns)
        return self._answer(workspace, question, NO_CONNECTION, urgent=urgent, tell=tell)

    def at_hand(self, workspace: str, cohort: Cohort) -> Insight | None:
        """Return the stored answer if the records are still those it was made of, else None."""
        with self.store.workspace(workspace) as session:
            last = session.insights.latest(KIND, COHORT, cohort_id(cohort))
            if last is None or last.engine_version != self._feature().version:
                return None
            same = last.payload.get("data_version") == self.reading.version(session)
        return last if same else None

    def deal(
        self,
        workspace: str,
        deal_id: str,
        connection: str | None = None,
        cohort: Cohort | None = None,
        *,
        urgent: bool = True,
        tell: Tell = silent,
    ) -> Insight:
        """Return the explanation of one deal beside the deals of a cohort, all by default.

        Raises:
            NotFoundError: no such deal.
            ConflictError: several connections have a deal of that id.
        """
        with self.store.workspace(workspace) as session:
            key, _ = session.records.find_deal(deal_id, connection)
            as_of = horizons(self.store, workspace, self.clock())
            snapshot = session.records.snapshot(key, deal_id, as_of.get(key, self.clock()))
        columns = self.reading.columns(workspace)
        question = self._question(workspace, cohort or Cohort(), columns, snapshot)
        return self._answer(workspace, question, key, urgent=urgent, tell=tell)

    def latest(
        self, workspace: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        """Return the newest stored answer.

        Raises:
            NotFoundError: there is none.
        """
        with self.store.workspace(workspace) as session:
            found = session.insights.latest(KIND, subject_type, subject_id, connection)
        if found is None:
            raise NotFoundError(f"there is no analysis of this {subject_type} yet", code="no_insight")
        return found

    def history(
        self,
        workspace: str,
        subject_type: str,
        subject_id: str,
        *,
        connection: str | None = None,
        limit: int = 20,
    ) -> Sequence[Insight]:
        """Return at most `limit` versions, newest first."""
        with self.store.workspace(workspace) as session:
            return session.insights.history(KIND, subject_type, subject_id, connection, limit)

    def prepare(self, workspace: str, progress: Progress = _silent, *, anew: bool = False) -> None:
        """Measure what is not measured yet, so that an answer speaks of all deals.

        Args:
            workspace: Whose deals.
            progress: Called with the number of deals measured so far.
            anew: Measure the open deals again, even if they are measured.
        """
        done = self.measuring.closed(workspace, progress)
        with self.store.workspace(workspace) as session:
            measured = session.moments.stamp("now").split(":")[1]
            living = session.records.count_deals("open")
        if anew or int(measured) < living:
            self.measuring.living(workspace, lambda n: progress(done + n))

    def to_measure(self, workspace: str) -> int:
        """Return how many deals `prepare` measures at most."""
        with self.store.workspace(workspace) as session:
            living = session.records.count_deals("open")
        return self.unmeasured(workspace) + living

    def unmeasured(self, workspace: str) -> int:
        """Return how many closed deals are still to be measured."""
        return self.measuring.left(workspace)

    def fields(self, workspace: str) -> list[str]:
        """Return the names that filters may use."""
        return list(self._feature().fields(self.reading.columns(workspace).closed))

    def studied(self, workspace: str, question: CohortQuestion) -> Mapping[str, Any]:
        """Return what holds for all cohorts at the question's state of the records, studied now if need be."""
        feature = self._feature()
        with self.store.workspace(workspace) as session:
            known = session.learned.latest(KIND, feature.version)
        if known is not None and feature.usable(question, known):
            return known
        entered = self.reading.entered(workspace)
        at_stages = self.reading.at_stages(workspace, feature.to_study(question))
        found = feature.study(replace(question, entered=entered, at_stages=at_stages))
        with self.store.workspace(workspace) as session:
            session.learned.save(KIND, feature.version, found, self.clock())
        return found

    def study(self, workspace: str) -> None:
        """Study a workspace anew if what is known of it is not of today; nothing to do without closed deals."""
        question = self.question(workspace, Cohort())
        if question.closed.n:
            self.studied(workspace, question)

    def question(self, workspace: str, cohort: Cohort) -> CohortQuestion:
        """Return the question about a cohort with all that may be used for it."""
        return self._question(workspace, cohort, self.reading.columns(workspace))

    def snapshots(self, workspace: str, keys: Sequence[DealKey]) -> list[DealSnapshot]:
        """Return the records of a few deals, those that are still there."""
        found = []
        with self.store.workspace(workspace) as session:
            for connection, deal_id in keys:
                try:
                    found.append(session.records.snapshot(connection, deal_id, self.clock()))
                except NotFoundError:
                    continue  # gone since it was measured
        return found

    def _question(
        self, workspace: str, cohort: Cohort, columns: Columns, deal: DealSnapshot | None = None
    ) -> CohortQuestion:
        del workspace
        return CohortQuestion(
            id=cohort_id(cohort),
            cohort=cohort,
            asked_at=self.clock(),
            closed=columns.closed,
            open_=columns.open_,
            reasons=columns.reasons,
            groups=columns.groups,
            closed_in_all=columns.closed_in_all,
            overruled=columns.overruled,
            benchmarks=columns.usual,
            data_version=columns.version,
            deal=deal,
        )

    def _answer(
        self, workspace: str, question: CohortQuestion, connection: str, *, urgent: bool, tell: Tell
    ) -> Insight:
        feature = self._feature()
        tell("study")
        learned = self.studied(workspace, question)
        tell("compare")
        subject = _subject(question)
        with self.store.workspace(workspace) as session:
            last = session.insights.latest(KIND, subject.type, subject.id, connection)
        question = replace(question, last=last)
        facts = feature.facts(question, learned)
        to_enter = feature.to_enter(facts)
        at_stages = self.reading.at_stages(workspace, to_enter) if to_enter else None
        assessment = feature.assess(facts, learned, at_stages)
        records = self.snapshots(workspace, feature.wanted(assessment))
        draft = feature.word(assessment, ENGINE, records)
        if last is None or last.fingerprint != draft.fingerprint:
            # The same answer makes no new version, so no words are bought for it.
            tell("word")
            draft = feature.word(assessment, self.desk.writer(workspace, urgent=urgent), records)
        about = records if question.deal is None else [question.deal, *records]
        draft = replace(draft, evidence=self.linking.among(workspace, draft.evidence, about))
        insight = _insight(feature, draft, question, connection, last)
        with self.store.workspace(workspace) as session:
            return _stored(session, insight, last)

    def _feature(self) -> CohortFeature:
        return self.registry.cohort_feature(KIND)


def _subject(question: CohortQuestion) -> Subject:
    if question.deal is not None:
        return Subject(type=DEAL, id=question.deal.deal.id)
    return Subject(type=COHORT, id=question.id)


def _stored(session: WorkspaceSession, insight: Insight, last: Insight | None) -> Insight:
    """Store a new version; the same substance of the same records is the version that is there."""
    if (
        last is not None
        and last.fingerprint == insight.fingerprint
        and last.payload.get("data_version") == insight.payload.get("data_version")
        and last.engine_version == insight.engine_version
    ):
        return last
    try:
        session.insights.add(insight)
    except ConflictError:
        # Somebody asked the same at the same time and was faster; both found the same.
        found = session.insights.latest(
            insight.kind, insight.subject.type, insight.subject.id, insight.connection
        )
        return found or insight
    return insight


def _insight(
    feature: CohortFeature,
    draft: Draft,
    question: CohortQuestion,
    connection: str,
    last: Insight | None,
) -> Insight:
    deal = question.deal
    same = last is not None and last.fingerprint == draft.fingerprint
    payload = dict(draft.payload)
    if same and last is not None:
        # Words that were found for the same substance stay.
        payload |= {key: last.payload[key] for key in ("headline", "insights")}
    return Insight(
        id=new_id("ins"),
        kind=feature.key,
        subject=_subject(question),
        connection=connection,
        version=last.version + 1 if last else 1,
        as_of=deal.as_of if deal is not None else question.asked_at,
        source=last.source if same and last else draft.source,
        model=last.model if same and last else draft.model,
        prompt_version=last.prompt_version if same and last else draft.prompt_version,
        wording=last.wording if same and last else draft.wording,
        engine_version=feature.version,
        language=draft.language,
        coverage=draft.coverage,
        changes=list(draft.changes),
        evidence=list(draft.evidence),
        payload=payload,
        fingerprint=draft.fingerprint,
    )

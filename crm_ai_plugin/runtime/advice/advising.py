"""Turns a snapshot into advice: every feature's new insight, with what is to be written into the CRM.

Computing is apart from storing, because a model may take its time over words and no transaction may wait
for it: on SQLite one open write keeps webhooks from being accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from ...ai.without_model import EngineWriter
from ...errors import CrmAiError, NotFoundError, PluginLoadError
from ...facts.segment import segment_of
from ...insights import Evidence, Insight, Subject
from ...ports.clock import Clock
from ...ports.connector import Capability
from ...ports.feature import Draft, Feature, History
from ...ports.writing import WritingDesk
from ...records import DealSnapshot, RecordType
from ...store import OutboxRow, PredictionRow, Store, WorkspaceSession, new_id
from ..job_steps import Tell, silent
from ..narrowing import unwritten
from ..registry import Registry
from ..write_back.planning import WriteBackPlan
from .controls import in_force
from .rewording import REWORD, awaits_words

log = structlog.get_logger(__name__)

ENGINE = EngineWriter()


UrlOf = Callable[[RecordType, str], str | None]


def no_url(_type: RecordType, _id: str) -> str | None:
    """Link nothing: there is no CRM to open."""
    return None


@dataclass(frozen=True)
class New:
    """A new insight version that is not stored yet."""

    insight: Insight
    draft: Draft
    deliveries: Sequence[OutboxRow]


@dataclass
class Advice:
    """What the features made of one snapshot. `problems` maps what failed to the kind of error."""

    new: list[New] = field(default_factory=list)
    foretold: list[PredictionRow] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Before:
    """What a feature is told of the past."""

    learned: Mapping[str, Any] | None
    history: History


@dataclass(frozen=True)
class Advising:
    """Asks every feature about deals. One that fails is left out and named; the others go on."""

    store: Store
    registry: Registry
    plan: WriteBackPlan
    desk: WritingDesk
    clock: Clock

    def advise(
        self,
        workspace: str,
        snapshot: DealSnapshot,
        causes: Sequence[str],
        capabilities: frozenset[Capability],
        url_of: UrlOf = no_url,
        *,
        urgent: bool = False,
        tell: Tell = silent,
    ) -> Advice:
        """Return what is new; nothing is stored and no transaction is open meanwhile.

        Args:
            workspace: Whose deal.
            snapshot: The deal with everything around it.
            causes: What led to this look, in words.
            capabilities: What may be written back.
            url_of: Gives the deep link to a record of the CRM.
            urgent: Somebody waits for it: the engine's words now are worth more than a model's later.
            tell: Told that words are looked for (``word``).

        Raises:
            CrmAiError: what a feature or a model raises on purpose, e.g. to be tried again later.
        """
        advice = Advice()
        features = self.registry.features_for("deal")
        with self.store.workspace(workspace) as session:
            before = [_before(session, feature, snapshot, causes) for feature in features]
        for feature, past in zip(features, before, strict=True):
            try:
                assessment = feature.assess(feature.facts(snapshot, past.learned), past.learned, past.history)
                draft = feature.word(assessment, ENGINE)
                if draft.foretold is not None:
                    said = draft.foretold
                    advice.foretold.append(
                        PredictionRow(
                            snapshot.connection,
                            snapshot.deal.id,
                            snapshot.as_of,
                            said.p,
                            said.low,
                            said.high,
                            said.model,
                            said.kind,
                        )
                    )
                last = past.history.last
                same = last is not None and last.fingerprint == draft.fingerprint
                if same and not (REWORD in causes and awaits_words(last)):
                    # The same advice makes no new version, so no words are bought for it.
                    continue
                tell("word")
                draft = feature.word(assessment, self.desk.writer(workspace, urgent=urgent))
                if same and draft.source == "engine":
                    # Still nobody to word it: what is there says the same.
                    continue
            except CrmAiError:
                raise
            except Exception as error:  # noqa: BLE001  # a feature may be anybody's, and must not silence the others
                _note(advice, feature.key, error)
                continue
            else:
                insight = _insight(feature, draft, snapshot, last, url_of)
                # The CRM has this advice already, in the engine's words: a second note would say it twice.
                rows = (
                    () if same else self._planned(workspace, advice, insight, draft, snapshot, capabilities)
                )
                advice.new.append(New(insight, draft, rows))
        return advice

    def save(self, session: WorkspaceSession, advice: Advice) -> list[str]:
        """Store insights, logged recommendations and deliveries; returns the ids of the new deliveries.

        Raises:
            ConflictError: somebody else stored that version meanwhile.
        """
        deliveries = []
        session.predictions.log(advice.foretold)
        for new in advice.new:
            insight = new.insight
            session.insights.add(insight)
            session.recommendations.log(
                insight.id, insight.connection, insight.subject, new.draft.recommendations, self.clock()
            )
            deliveries += [row.id for row in new.deliveries if session.outbox.add(row)]
        for what, kind in advice.problems.items():
            session.audit.add("engine", "left_out", what, {"error": kind})
        return deliveries

    def latest(self, session: WorkspaceSession, snapshot: DealSnapshot) -> list[Insight]:
        """Return the newest insight of every feature about the deal."""
        found = (
            session.insights.latest(f.key, "deal", snapshot.deal.id, snapshot.connection)
            for f in self.registry.features_for("deal")
        )
        return [insight for insight in found if insight is not None]

    def _planned(
        self,
        workspace: str,
        advice: Advice,
        insight: Insight,
        draft: Draft,
        snapshot: DealSnapshot,
        capabilities: frozenset[Capability],
    ) -> Sequence[OutboxRow]:
        triggers = {r.key: r.trigger for r in draft.recommendations}
        try:
            left = unwritten(self.store, workspace, snapshot.connection)
            owner = snapshot.deal.owner_id
            return self.plan.rows(insight, capabilities, triggers, owner, self.clock(), left)
        except (NotFoundError, PluginLoadError) as error:
            # A partner's feature without a card is still worth reading over the API.
            _note(advice, f"{insight.kind} card", error)
        except CrmAiError:
            raise
        except Exception as error:  # noqa: BLE001  # the same goes for a card that can't be built
            _note(advice, f"{insight.kind} card", error)
        return ()


def _before(
    session: WorkspaceSession, feature: Feature, snapshot: DealSnapshot, causes: Sequence[str]
) -> _Before:
    subject = (feature.key, "deal", snapshot.deal.id)
    states = session.feedback.states(*subject)
    tallies = session.feedback.tallies(
        feature.key, session.clock(), segment_of(snapshot), snapshot.deal.owner_id
    )
    history = History(
        last=session.insights.latest(*subject, snapshot.connection),
        states={key: state for key, (state, _) in states.items()},
        state_facts={key: trigger for key, (_, trigger) in states.items()},
        causes=tuple(causes),
        controls=in_force(session),
        tallies=tuple(tallies),
    )
    return _Before(session.learned.latest(feature.key), history)


def _note(advice: Advice, what: str, error: Exception) -> None:
    # Only the kind: the message of a stranger's error may quote a customer.
    log.error("left_out", what=what, error=type(error).__name__)
    advice.problems[what] = type(error).__name__


def _insight(
    feature: Feature, draft: Draft, snapshot: DealSnapshot, last: Insight | None, url_of: UrlOf
) -> Insight:
    return Insight(
        id=new_id("ins"),
        kind=feature.key,
        subject=Subject(type="deal", id=snapshot.deal.id),
        connection=snapshot.connection,
        version=last.version + 1 if last else 1,
        as_of=snapshot.as_of,
        source=draft.source,
        model=draft.model,
        prompt_version=draft.prompt_version,
        wording=draft.wording,
        engine_version=feature.version,
        language=draft.language,
        coverage=draft.coverage,
        changes=list(draft.changes),
        evidence=[linked(one, snapshot, url_of) for one in draft.evidence],
        payload=dict(draft.payload),
        fingerprint=draft.fingerprint,
    )


def linked(evidence: Evidence, snapshot: DealSnapshot | None, url_of: UrlOf) -> Evidence:
    """Return evidence with the deep link to its record, or to the deal of `snapshot` where the record has no page."""
    if evidence.url is not None or evidence.record.type == "document":
        return evidence
    # Not every CRM has a page for every record; the deal's page shows what belongs to the deal.
    url = url_of(evidence.record.type, evidence.record.id)
    if url is None and snapshot is not None:
        url = url_of("deal", snapshot.deal.id)
    return evidence.model_copy(update={"url": url})

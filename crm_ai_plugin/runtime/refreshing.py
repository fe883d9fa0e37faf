"""One piece of work: pull a deal, measure, decide, store the insight, write it back.

The insight version, its logged recommendations, its outbox rows and "this work is done" are committed in
one transaction. Killed before it, the work is done again; killed after it, only the outbox is left to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import structlog

from ..errors import CrmAiError, NotFoundError, PermanentError, ReauthoriseError, RetryableError, SkippableError
from ..insights import Insight, Subject
from ..ports.clock import Clock
from ..ports.connector import Capability, Connector, ReadsDeals, ReadsRecords
from ..ports.feature import Draft, Feature, History
from ..ports.language_model import Writer
from ..records import DealSnapshot, RecordType
from ..store import Store, WorkClaim, WorkspaceSession
from ..store.ids import new_id
from .backoff import retry_at
from .connections import Connections
from .delivering import Delivering
from .dispatch import WorkKey
from .observe import Timings
from .registry import Registry
from .writeback import WriteBackPlan

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
"""After so many failures work waits for the next event or a person instead of being tried again."""


@dataclass(frozen=True)
class Refreshing:
    """Carries out refresh work."""

    store: Store
    registry: Registry
    connections: Connections
    delivering: Delivering
    plan: WriteBackPlan
    writer: Writer
    clock: Clock
    lease_s: float

    def work(self, key: WorkKey) -> list[Insight]:
        """Do what is due for a subject; returns the new insight versions.

        Nothing is raised for what a CRM does: the work is retried later, or parked, and says so.
        """
        workspace, connection, kind, id_ = key
        with self.store.workspace(workspace) as session:
            claim = session.work.claim(connection, kind, id_, self.clock(), self.lease_s)
        if claim is None:
            return []
        try:
            return self._claimed(key, claim, Timings())
        except NotFoundError:
            self._gone(key, claim)
        except CrmAiError as error:
            self._later(key, claim, error)
        return []

    def now(
        self, workspace: str, connection: str, deal_id: str, causes: Sequence[str] = (), *, write_back: bool = False
    ) -> list[Insight]:
        """Refresh a deal in this process, without the queue; errors are raised.

        Returns the latest insight of every feature about deals, new or unchanged.
        """
        row = self.connections.row(workspace, connection)
        if not self.connections.is_live(row):
            with self.store.workspace(workspace) as session:
                snapshot = session.records.snapshot(connection, deal_id, self.clock())
                drafts = self._drafts(session, snapshot, causes)
                self._save(session, snapshot, drafts, frozenset())
                return self._latest(session, snapshot)
        with self.connections.open(workspace, connection) as connector:
            snapshot = cast(ReadsDeals, connector).snapshot(deal_id)
            capabilities = connector.capabilities if write_back else frozenset()
            with self.store.workspace(workspace) as session:
                session.records.replace_deal(connection, snapshot)
                drafts = self._drafts(session, snapshot, causes)
                _, deliveries = self._save(session, snapshot, drafts, capabilities)
                latest = self._latest(session, snapshot)
            self.delivering.deliver_all(workspace, deliveries, connector)
        return latest

    def _claimed(self, key: WorkKey, claim: WorkClaim, timings: Timings) -> list[Insight]:
        workspace, connection, kind, id_ = key
        with self.connections.open(workspace, connection) as connector:
            if kind != "deal":
                self._resolve(key, claim, connector)
                return []
            with timings.step("pulled"):
                snapshot = cast(ReadsDeals, connector).snapshot(id_)
            with self.store.workspace(workspace) as session:
                session.records.replace_deal(connection, snapshot)
                with timings.step("measured and decided"):
                    drafts = self._drafts(session, snapshot, claim.causes)
                insights, deliveries = self._save(session, snapshot, drafts, connector.capabilities)
                if not session.work.finish(claim):
                    # Our lease ran out and somebody else has this work: their version stands.
                    raise RetryableError("the lease was lost", code="lease_lost")
            with timings.step("written and read back"):
                self.delivering.deliver_all(workspace, deliveries, connector)
        if insights:
            with self.store.workspace(workspace) as session:
                took = {step: round(s * 1000, 1) for step, s in timings.seconds.items()}
                session.audit.add("engine", "refreshed", f"deal:{id_}", {"insight": insights[0].id, "ms": took})
        return insights

    def _drafts(
        self, session: WorkspaceSession, snapshot: DealSnapshot, causes: Sequence[str]
    ) -> list[tuple[Feature, Insight | None, Draft]]:
        drafts = []
        for feature in self.registry.features_for("deal"):
            learned = session.learned.latest(feature.key)
            last = session.insights.latest(feature.key, "deal", snapshot.deal.id, snapshot.connection)
            states = session.feedback.states(feature.key, "deal", snapshot.deal.id)
            history = History(
                last=last,
                states={k: state for k, (state, _) in states.items()},
                state_facts={k: trigger for k, (_, trigger) in states.items()},
                causes=tuple(causes),
            )
            assessment = feature.assess(feature.facts(snapshot, learned), learned, history)
            drafts.append((feature, last, feature.word(assessment, self.writer)))
        return drafts

    def _save(
        self,
        session: WorkspaceSession,
        snapshot: DealSnapshot,
        drafts: list[tuple[Feature, Insight | None, Draft]],
        capabilities: frozenset[Capability],
    ) -> tuple[list[Insight], list[str]]:
        insights, deliveries = [], []
        for feature, last, draft in drafts:
            if last is not None and last.fingerprint == draft.fingerprint:
                continue
            insight = Insight(
                id=new_id("ins"),
                kind=feature.key,
                subject=Subject(type="deal", id=snapshot.deal.id),
                connection=snapshot.connection,
                version=last.version + 1 if last else 1,
                as_of=snapshot.as_of,
                source=draft.source,
                model=draft.model,
                prompt_version=draft.prompt_version,
                engine_version=feature.version,
                language=draft.language,
                coverage=draft.coverage,
                changes=list(draft.changes),
                evidence=list(draft.evidence),
                payload=dict(draft.payload),
                fingerprint=draft.fingerprint,
            )
            session.insights.add(insight)
            session.recommendations.log(
                insight.id, snapshot.connection, insight.subject, draft.recommendations, self.clock()
            )
            triggers = {r.key: r.trigger for r in draft.recommendations}
            for row in self.plan.rows(insight, capabilities, triggers, snapshot.deal.owner_id, self.clock()):
                if session.outbox.add(row):
                    deliveries.append(row.id)
            insights.append(insight)
        return insights, deliveries

    def _latest(self, session: WorkspaceSession, snapshot: DealSnapshot) -> list[Insight]:
        found = (
            session.insights.latest(f.key, "deal", snapshot.deal.id, snapshot.connection)
            for f in self.registry.features_for("deal")
        )
        return [insight for insight in found if insight is not None]

    def _resolve(self, key: WorkKey, claim: WorkClaim, connector: Connector) -> None:
        """Fetch a record that an event named and pass the work on to the deals it belongs to."""
        workspace, connection, kind, id_ = key
        records = cast(ReadsRecords, connector).fetch(cast(RecordType, kind), [id_])
        with self.store.workspace(workspace) as session:
            if records:
                session.records.upsert(connection, records)
            else:
                session.records.delete(connection, cast(RecordType, kind), [id_])
            for deal_id in session.records.deals_related(connection, kind, id_):
                for cause in claim.causes:
                    session.work.touch(connection, "deal", deal_id, cause, self.clock())
            session.work.finish(claim)

    def _gone(self, key: WorkKey, claim: WorkClaim) -> None:
        workspace, connection, kind, id_ = key
        with self.store.workspace(workspace) as session:
            session.records.delete(connection, cast(RecordType, kind), [id_])
            session.work.finish(claim)
        log.info("record_gone", kind=kind)

    def _later(self, key: WorkKey, claim: WorkClaim, error: CrmAiError) -> None:
        workspace = key[0]
        log.warning("refresh_failed", code=error.code, attempt=claim.attempts, detail=error.detail)
        with self.store.workspace(workspace) as session:
            # Skippable: the connector leaves this record out on purpose, e.g. by its pipeline.
            terminal = isinstance(error, PermanentError | SkippableError) and not isinstance(error, ReauthoriseError)
            if terminal or claim.attempts >= MAX_ATTEMPTS:
                session.work.finish(claim)
                session.audit.add("engine", "refresh_parked", f"{key[2]}:{key[3]}", {"code": error.code})
                return
            due = retry_at(self.clock(), claim.attempts, getattr(error, "retry_after", None))
            session.work.retry(claim, due, error.code)

"""One piece of work: pull a deal, measure, decide, store the insight, write it back.

The insight version, its logged recommendations, its outbox rows and "this work is done" are committed in
one transaction. Killed before it, the work is done again; killed after it, only the outbox is left to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import structlog

from ...errors import (
    ConfigurationError,
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    PluginLoadError,
    ReauthoriseError,
    RetryableError,
    SkippableError,
    UserInputError,
)
from ...insights import Insight
from ...ports.clock import Clock
from ...ports.connector import Capability, Connector, ReadsRecords
from ...records import Deal, DealSnapshot, Record, RecordType
from ...store import Store, WorkClaim, WorkspaceSession
from ..backoff import retry_at
from ..connections import FILES, Connections
from ..dispatch import Dispatcher, WorkKey
from ..job_names import job_id, steps_name
from ..job_steps import JobSteps, Tell, silent
from ..lease import kept
from ..narrowing import Narrowing
from ..timings import Timings
from ..write_back.delivering import ADMIN_PAUSE_S, MAX_CRASHES, Delivering
from .advising import Advice, Advising, UrlOf, no_url
from .feedback import BY_A_PERSON
from .horizon import horizons
from .measuring import Measuring

log = structlog.get_logger(__name__)

STEPS = ("read", "decide", "word", "keep")
PATIENCE = 3
"""Attempts after which advice goes without a model's words rather than wait any longer."""


class _GoneError(Exception):
    """The CRM says that the subject does not exist, and nobody else may say so."""


@dataclass(frozen=True)
class Refreshing:
    """Carries out refresh work."""

    store: Store
    connections: Connections
    delivering: Delivering
    advising: Advising
    measuring: Measuring
    dispatcher: Dispatcher
    steps: JobSteps
    clock: Clock
    lease_s: float

    def work(self, key: WorkKey) -> list[Insight]:
        """Do what is due for a subject; returns the new insight versions.

        Nothing is raised for what a CRM or a plugin does: the work is retried later, or parked, and says so.
        """
        workspace, connection, kind, id_ = key
        with self.store.workspace(workspace) as session:
            claim = session.work.claim(connection, kind, id_, self.clock(), self.lease_s)
        if claim is None:
            return []
        with kept(lambda: self._renew(workspace, claim), self.lease_s), self._told(key, claim) as tell:
            insights = self._tried(key, claim, tell)
        if self._is_waiting(key):
            # Asked for again meanwhile; whoever was sent to look found us at it and went away.
            self.dispatcher.refresh(key)
        return insights

    def now(
        self,
        workspace: str,
        connection: str,
        deal_id: str,
        causes: Sequence[str] = (),
        *,
        write_back: bool = False,
    ) -> list[Insight]:
        """Look at a deal in this process, without the queue; errors are raised.

        Returns the latest insight of every feature about deals, new or unchanged. Of a live CRM new advice
        is kept only when it is written back as well: a version that never got its note would keep the next
        event, whose advice is the same, from writing one.

        Raises:
            PermanentError: a feature failed, and it is named.
        """
        row = self.connections.row(workspace, connection)
        if not self.connections.is_live(row):
            snapshot = self._stored(workspace, connection, deal_id)
            _, latest = self._save_now(
                workspace, snapshot, self._advice(workspace, snapshot, causes, frozenset())
            )
            return latest
        with self.connections.open(workspace, connection) as connector:
            found = self.connections.narrowing(row).pulled(connector, deal_id)
            snapshot = self._admitted(workspace, found)
            if not write_back:
                advice = self._advice(workspace, snapshot, causes, frozenset(), connector.record_url)
                with self.store.workspace(workspace) as session:
                    session.records.replace_deal(connection, snapshot)
                    known = {insight.kind: insight for insight in self.advising.latest(session, snapshot)}
                return list((known | {new.insight.kind: new.insight for new in advice.new}).values())
            advice = self._advice(workspace, snapshot, causes, connector.capabilities, connector.record_url)
            deliveries, latest = self._save_now(workspace, snapshot, advice)
            self.delivering.deliver_all(workspace, deliveries, connector)
        return latest

    def _advice(
        self,
        workspace: str,
        snapshot: DealSnapshot,
        causes: Sequence[str],
        capabilities: frozenset[Capability],
        url_of: UrlOf = no_url,
    ) -> Advice:
        advice = self.advising.advise(workspace, snapshot, causes, capabilities, url_of, urgent=True)
        if advice.problems:
            named = ", ".join(f"{what} ({kind})" for what, kind in advice.problems.items())
            raise PermanentError(f"failed unexpectedly: {named}", code="feature_failed")
        return advice

    def _admitted(self, workspace: str, snapshot: DealSnapshot) -> DealSnapshot:
        """Return a deal as a CRM delivered it, without people to forget and the words of people to leave alone."""
        with self.store.workspace(workspace) as session:
            left = session.records.admitted(snapshot)
            return left.silenced(session.records.opted_out(snapshot.connection))

    def _save_now(
        self, workspace: str, snapshot: DealSnapshot, advice: Advice
    ) -> tuple[list[str], list[Insight]]:
        look = self.measuring.look(workspace, snapshot)
        with self.store.workspace(workspace) as session:
            session.records.replace_deal(snapshot.connection, snapshot)
            self.measuring.keep(session, snapshot, look)
            deliveries = self.advising.save(session, advice)
            return deliveries, self.advising.latest(session, snapshot)

    def _stored(self, workspace: str, connection: str, deal_id: str) -> DealSnapshot:
        as_of = horizons(self.store, workspace, self.clock())[connection]
        with self.store.workspace(workspace) as session:
            return session.records.snapshot(connection, deal_id, as_of)

    @contextmanager
    def _told(self, key: WorkKey, claim: WorkClaim) -> Iterator[Tell]:
        """Yield what tells the steps to whoever waits; nobody does where no person asked."""
        if not _somebody_waits(claim):
            yield silent
            return
        name = steps_name(*key[1:])
        track = self.steps.track(key[0], name, job_id(key, claim.seq), STEPS)
        try:
            yield track.step
        finally:
            self.steps.over(key[0], name)

    def _tried(self, key: WorkKey, claim: WorkClaim, tell: Tell) -> list[Insight]:
        try:
            return self._claimed(key, claim, Timings(), tell)
        except _GoneError:
            self._gone(key, claim)
        except CrmAiError as error:
            self._later(key, claim, error)
        except Exception as error:  # noqa: BLE001  # a connector may be anybody's; one deal must not stop the rest
            self._crashed(key, claim, error)
        return []

    def is_put_back(self, key: WorkKey) -> bool:
        """Whether a try failed and the time of the next has not come; a new event or a person brings it forward."""
        with self.store.workspace(key[0]) as session:
            status = session.work.status(*key[1:])
        return (
            status is not None
            and status.requested_seq > status.done_seq
            and status.error_code is not None
            and status.due_at > self.clock()
        )

    def _is_waiting(self, key: WorkKey) -> bool:
        """Whether a subject was asked for, nobody is at it and nothing went wrong with it."""
        with self.store.workspace(key[0]) as session:
            status = session.work.status(*key[1:])
        return (
            status is not None
            and status.requested_seq > status.done_seq
            and status.lease_until is None
            and status.error_code is None
        )

    def _claimed(self, key: WorkKey, claim: WorkClaim, timings: Timings, tell: Tell) -> list[Insight]:
        workspace, connection, kind, id_ = key
        row = self.connections.row(workspace, connection)
        if row.connector == FILES:
            return self._imported(key, claim, tell)
        narrowing = self.connections.narrowing(row)
        tell("read")
        with self.connections.open(workspace, connection) as connector:
            if kind != "deal":
                self._resolve(key, claim, connector)
                return []
            with timings.step("pulled"):
                snapshot = self._admitted(workspace, _pulled(narrowing, connector, id_))
            tell("decide")
            with timings.step("measured and decided"):
                advice = self.advising.advise(
                    workspace,
                    snapshot,
                    claim.causes,
                    connector.capabilities,
                    connector.record_url,
                    urgent=_is_urgent(claim),
                    tell=tell,
                )
            tell("keep")
            deliveries = self._commit(workspace, claim, snapshot, advice)
            with timings.step("written and read back"):
                self.delivering.deliver_all(workspace, deliveries, connector)
        insights = [new.insight for new in advice.new]
        if insights:
            with self.store.workspace(workspace) as session:
                took = {step: round(s * 1000, 1) for step, s in timings.seconds.items()}
                session.audit.add(
                    "engine", "refreshed", f"deal:{id_}", {"insight": insights[0].id, "ms": took}
                )
        return insights

    def _imported(self, key: WorkKey, claim: WorkClaim, tell: Tell) -> list[Insight]:
        """Advise on a deal that came in files: there is no CRM to ask and none to write to."""
        workspace, connection, kind, id_ = key
        if kind != "deal":
            raise SkippableError(f"{connection} has no CRM to fetch a {kind} from")
        tell("decide")
        snapshot = self._stored(workspace, connection, id_)
        advice = self.advising.advise(
            workspace, snapshot, claim.causes, frozenset(), urgent=_is_urgent(claim), tell=tell
        )
        tell("keep")
        self._commit(workspace, claim, snapshot, advice)
        return [new.insight for new in advice.new]

    def _commit(self, workspace: str, claim: WorkClaim, snapshot: DealSnapshot, advice: Advice) -> list[str]:
        look = self.measuring.look(workspace, snapshot)
        with self.store.workspace(workspace) as session:
            session.records.replace_deal(snapshot.connection, snapshot)
            self.measuring.keep(session, snapshot, look)
            deliveries = self.advising.save(session, advice)
            if not session.work.finish(claim):
                # Our lease ran out and somebody else has this work: their version stands.
                raise RetryableError("the lease was lost", code="lease_lost")
        self.dispatcher.renew_people((workspace, snapshot.connection, "deal", snapshot.deal.id))
        return deliveries

    def _resolve(self, key: WorkKey, claim: WorkClaim, connector: Connector) -> None:
        """Fetch a record that an event named and pass the work on to the deals it belongs to."""
        workspace, connection, kind, id_ = key
        records = cast(ReadsRecords, connector).fetch(cast(RecordType, kind), [id_])
        with self.store.workspace(workspace) as session:
            # Of a record that is gone only what we know of it says where it belonged.
            deals = set(session.records.deals_related(connection, kind, id_))
            if records:
                session.records.upsert(connection, records)
                deals |= set(session.records.deals_related(connection, kind, id_))
                deals |= _never_seen(session, connection, records)
            else:
                session.records.delete(connection, cast(RecordType, kind), [id_])
            for deal_id in sorted(deals):
                for cause in claim.causes:
                    session.work.touch(connection, "deal", deal_id, cause, self.clock())
            if not session.work.finish(claim):
                raise RetryableError("the lease was lost", code="lease_lost")
        for deal_id in sorted(deals):
            self.dispatcher.refresh((workspace, connection, "deal", deal_id))
        # Who was written to on no deal is nobody's work but ours.
        alone = {who for one in records if not deals for who in getattr(one, "contact_ids", ())}
        for contact_id in sorted(alone):
            self.dispatcher.renew_people((workspace, connection, "contact", contact_id))

    def _gone(self, key: WorkKey, claim: WorkClaim) -> None:
        workspace, connection, kind, id_ = key
        with self.store.workspace(workspace) as session:
            if session.work.finish(claim):
                session.records.delete(connection, cast(RecordType, kind), [id_])
        log.info("record_gone", kind=kind)

    def _later(self, key: WorkKey, claim: WorkClaim, error: CrmAiError) -> None:
        log.warning("refresh_failed", code=error.code, attempt=claim.attempts, detail=error.detail)
        due = self._due(claim, error)
        if due is None:
            self._park(key, claim, error.code)
            return
        with self.store.workspace(key[0]) as session:
            session.work.retry(claim, due, error.code)

    def _due(self, claim: WorkClaim, error: CrmAiError) -> datetime | None:
        """Return when to try again; None when that would end the same way.

        What may pass is tried for as long as it takes: an event was accepted, and an outage of any length
        is no reason to forget it.
        """
        now = self.clock()
        if isinstance(error, ReauthoriseError | ConfigurationError | PluginLoadError):
            return now + timedelta(seconds=ADMIN_PAUSE_S)
        if isinstance(error, RetryableError | ConflictError):
            return retry_at(now, claim.attempts, getattr(error, "retry_after", None))
        if isinstance(error, PermanentError | SkippableError | UserInputError):
            return None
        return retry_at(now, claim.attempts, None)

    def _crashed(self, key: WorkKey, claim: WorkClaim, error: Exception) -> None:
        log.error("refresh_crashed", error=type(error).__name__, attempt=claim.attempts)
        if claim.attempts >= MAX_CRASHES:
            self._park(key, claim, "internal_error")
            return
        with self.store.workspace(key[0]) as session:
            session.work.retry(claim, retry_at(self.clock(), claim.attempts, None), "internal_error")

    def _park(self, key: WorkKey, claim: WorkClaim, code: str) -> None:
        """Leave the work until the next event or a person asks again."""
        with self.store.workspace(key[0]) as session:
            if session.work.finish(claim) and code != SkippableError.default_code:
                session.audit.add("engine", "refresh_parked", f"{key[2]}:{key[3]}", {"code": code})

    def _renew(self, workspace: str, claim: WorkClaim) -> bool:
        with self.store.workspace(workspace) as session:
            return session.work.renew(claim, self.clock(), self.lease_s)


def _is_urgent(claim: WorkClaim) -> bool:
    """Whether this advice should not wait for room at a language model: a person asked, or it has waited enough."""
    return claim.attempts > PATIENCE or _somebody_waits(claim)


def _somebody_waits(claim: WorkClaim) -> bool:
    return any(cause.startswith(BY_A_PERSON) for cause in claim.causes)


def _pulled(narrowing: Narrowing, connector: Connector, deal_id: str) -> DealSnapshot:
    try:
        return narrowing.pulled(connector, deal_id)
    except NotFoundError as error:
        raise _GoneError from error


def _never_seen(session: WorkspaceSession, connection: str, records: Sequence[Record]) -> set[str]:
    """Return the deals that records name and nobody has read: of these we can't know that they are closed."""
    named = {found for one in records if isinstance(found := getattr(one, "deal_id", None), str)}
    return named - {deal.id for deal in session.records.fetch(connection, Deal, sorted(named))}

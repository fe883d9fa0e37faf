"""Builds a contact's persona and stores it when its substance is new."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import structlog

from ...ai.without_model import EngineWriter
from ...errors import ConflictError, CrmAiError, NotFoundError, RetryableError
from ...insights import Evidence, Insight, Subject
from ...ports.clock import Clock
from ...ports.feature import Draft
from ...ports.person import PersonFeature, PersonHistory
from ...ports.writing import WritingDesk
from ...records import ContactSnapshot, RecordType
from ...records.activity import OWN_ID
from ...store import Store, WorkspaceSession, new_id
from ..advice.advising import UrlOf
from ..advice.horizon import horizons
from ..advice.rewording import awaits_words
from ..dispatch import WorkKey
from ..registry import Registry

log = structlog.get_logger(__name__)

KIND = "persona"
SUBJECT = "contact"

ENGINE = EngineWriter()

LinksOf = Callable[[str, str], AbstractContextManager[UrlOf]]
"""Yields, for a workspace and a connection, what gives the deep link to a record."""


@dataclass(frozen=True)
class Building:
    """Makes personas; storing one is a transaction of its own, because a model may take its time over words."""

    store: Store
    registry: Registry
    desk: WritingDesk
    links: LinksOf
    clock: Clock
    stored: Callable[[str, Insight], None] = lambda _workspace, _insight: None
    """Hears of each new version, once it is there."""

    @property
    def feature(self) -> PersonFeature:
        """The feature that looks at people."""
        return self.registry.person_feature(KIND)

    def build(
        self,
        workspace: str,
        connection: str,
        contact_id: str,
        *,
        urgent: bool = False,
        reword: bool = False,
    ) -> Insight:
        """Return the persona as of now: a new version if it says something else than the last, else the last.

        Args:
            workspace: Whose contact.
            connection: Which CRM's.
            contact_id: Its id there.
            urgent: Somebody waits: the engine's words now are worth more than a model's later.
            reword: Words are bought for the same persona too, if it got the engine's in an outage.

        Raises:
            NotFoundError: no such contact.
            RetryableError: somebody else stored a version meanwhile.
        """
        feature = self.feature
        as_of = horizons(self.store, workspace, self.clock()).get(connection, self.clock())
        with self.store.workspace(workspace) as session:
            snapshot = session.records.person(connection, contact_id, as_of)
            kept = session.persona_readings.of(connection, contact_id)
            learned = session.learned.latest(feature.key)
            history = PersonHistory(
                last=session.insights.latest(KIND, SUBJECT, contact_id, connection),
                overrides=session.persona_overrides.of(connection, contact_id),
            )
        facts = feature.facts(snapshot, learned, kept)
        self._keep(workspace, snapshot, feature.keep(facts), kept)
        assessment = feature.assess(facts, history)
        draft = feature.word(assessment, ENGINE)
        last = history.last
        same = last is not None and last.fingerprint == draft.fingerprint
        if last is not None and same and not (reword and awaits_words(last)):
            return last
        if not snapshot.contact.do_not_profile:
            draft = feature.word(assessment, self.desk.writer(workspace, urgent=urgent))
        if last is not None and same and draft.source == "engine":
            # Still nobody to word it: what is there says the same.
            return last
        with self.links(workspace, connection) as url_of:
            insight = insight_of(feature, draft, snapshot, last, url_of)
        try:
            with self.store.workspace(workspace) as session:
                if session.records.is_erased(connection, contact_id):
                    raise NotFoundError(f"there is no contact {contact_id!r} in connection {connection!r}")
                session.insights.add(insight)
        except ConflictError:
            raise RetryableError("somebody else has just renewed this persona; ask again") from None
        self.stored(workspace, insight)
        return insight

    def _keep(self, workspace: str, snapshot: ContactSnapshot, readings: bytes, kept: bytes | None) -> None:
        if readings != kept and not snapshot.contact.do_not_profile:
            connection, contact_id = snapshot.connection, snapshot.contact.id
            with self.store.workspace(workspace) as session:
                # Who was forgotten since they were read stays so.
                if not session.records.is_erased(connection, contact_id):
                    session.persona_readings.set(connection, contact_id, readings)

    def follow(self, key: WorkKey) -> bool:
        """Renew the personas there are of a contact, or of those on a deal; nobody gets a first one by it.

        Returns:
            False where somebody else renewed one meanwhile, perhaps from older records: it is to be done again.
        """
        workspace, connection, kind, id_ = key
        whole = True
        with self.store.workspace(workspace) as session:
            people = [id_] if kind == SUBJECT else session.records.on_deal(connection, id_)
            known = session.insights.newest(KIND, SUBJECT, [(connection, one) for one in people])
        for _, contact_id in sorted(known):
            try:
                self.build(workspace, connection, contact_id)
            except RetryableError:
                whole = False
            except CrmAiError as error:
                # Forgotten meanwhile, or personas were switched off: the others are renewed all the same.
                log.warning("persona_not_renewed", code=error.code)
        return whole

    def refresh_due(self, workspace: str, limit: int) -> int:
        """Renew personas whose contacts did something since the last look; returns how many were looked at.

        Only contacts somebody has a persona of are looked at: nobody is profiled in stock. The look goes on where
        the last one ended, also after it was cut off.
        """
        now = self.clock()
        with self.store.workspace(workspace) as session:
            since = _mark(session)
            touched = session.records.touched_since(since, now, limit) if since else ()
            known = [
                one for one in touched if session.insights.latest(KIND, SUBJECT, one[1], one[0]) is not None
            ]
        for connection, contact_id in known:
            self.build(workspace, connection, contact_id)
        with self.store.workspace(workspace) as session:
            if since is None or len(touched) < limit:
                session.cursors.set(_MARK, KIND, now.isoformat())
        return len(known)

    def learn(self, workspace: str, limit: int = 20_000) -> None:
        """Learn how people in similar roles behave here; readers see the old version until the new one is whole."""
        feature, now = self.feature, self.clock()
        with self.store.workspace(workspace) as session:
            payload = feature.learn(session.records.people(now, limit), now)
        with self.store.workspace(workspace) as session:
            session.learned.save(feature.key, feature.version, dict(payload), now)


def insight_of(
    feature: PersonFeature, draft: Draft, snapshot: ContactSnapshot, last: Insight | None, url_of: UrlOf
) -> Insight:
    """Return a draft as the version after `last`."""
    return Insight(
        id=new_id("ins"),
        kind=feature.key,
        subject=Subject(type=feature.subject_type, id=snapshot.contact.id),
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
        evidence=[linked(one, url_of, ("contact", snapshot.contact.id)) for one in draft.evidence],
        payload=dict(draft.payload),
        fingerprint=draft.fingerprint,
    )


_MARK = "-"


def _mark(session: WorkspaceSession) -> datetime | None:
    value = session.cursors.get(_MARK, KIND)
    return datetime.fromisoformat(value) if value else None


def linked(evidence: Evidence, url_of: UrlOf, instead: tuple[RecordType, str]) -> Evidence:
    """Return evidence with its link; not every CRM has a page for every record, so `instead` names one that shows it."""
    if evidence.record.type == "document":
        return evidence
    # What a web tracker sent has no page in the CRM, though an address could be made up from any id.
    own = evidence.record.id.startswith(OWN_ID)
    page = None if own else url_of(evidence.record.type, evidence.record.id)
    url = page or url_of(*instead)
    return evidence.model_copy(update={"url": url})

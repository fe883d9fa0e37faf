"""Asking for answers to an objection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...errors import NotFoundError, UserInputError
from ...facts.segment import segment_of
from ...insights import Insight, ObjectionPayload, Subject
from ...ports.clock import Clock
from ...ports.feature import Draft
from ...ports.question import Question, TextFeature, Turn
from ...ports.writing import WritingDesk
from ...records import DealSnapshot
from ...store import ObjectionRow, ResponseRow, Store, WorkspaceSession, new_id
from ..advice.horizon import horizons
from ..advice.linking import Linking
from ..registry import Registry
from .background import Background
from .library.shelf import EMPTY, Library
from .refining import refined_facts
from .rewards import HORIZON, next_move, reward_of

KIND = SUBJECT = "objection"
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages that answers may be asked for in."""
NO_CONNECTION = "-"
"""Connection of an insight that belongs to no CRM."""
MAX_TURNS = 6
"""Earlier turns of a conversation that are looked at."""
_SETTLED_AT_ONCE = 20


@dataclass(frozen=True)
class Asked:
    """What somebody asks.

    `conversation` is the id of an earlier objection of the same conversation.
    """

    text: str
    by: str
    deal_id: str | None = None
    contact_id: str | None = None
    connection: str | None = None
    tones: tuple[str, ...] = ()
    language: str | None = None
    conversation: str | None = None


@dataclass(frozen=True)
class Asking:
    """Answers objections and remembers what was shown, with which chance."""

    store: Store
    registry: Registry
    desk: WritingDesk
    linking: Linking
    clock: Clock
    background: Background

    def ask(self, workspace: str, asked: Asked, library: Library = EMPTY) -> Insight:
        """Return answers; stored with all that learning needs later.

        Raises:
            UserInputError: nothing was said, or a tone was asked for that there is none of.
            NotFoundError: no such deal or conversation.
            ConflictError: the deal's id is ambiguous; name the connection.
        """
        if not asked.text.strip():
            raise UserInputError("say what the buyer said", code="text_missing", hint='"text": "…"')
        now = self.clock()
        feature = self.registry.text_feature(KIND)
        with self.store.workspace(workspace) as session:
            snapshot = self._snapshot(workspace, session, asked, now)
            self._settle(session, now)
            first, turns = _conversation(session, asked.conversation)
        past = self.background.past(workspace, asked.text, asked.contact_id, first)
        question = Question(
            id=new_id("obj"),
            text=asked.text,
            asked_at=now,
            language=asked.language,
            tones=asked.tones,
            snapshot=snapshot,
            contact_id=asked.contact_id,
            segment=segment_of(snapshot),
            earlier=turns,
            claims=library.claims,
            templates=library.templates,
            past=past,
            passages=self.background.passages(workspace, asked.text, asked.contact_id),
        )
        # No transaction is open while a model may take its time.
        draft = self._draft(workspace, feature, question)
        insight = _insight(feature, draft, question)
        evidence = self.linking.of(workspace, insight.evidence, snapshot)
        insight = insight.model_copy(update={"evidence": evidence})
        with self.store.workspace(workspace) as session:
            session.insights.add(insight)
            session.objections.add(
                _row(insight, question, asked, first),
                _responses(insight, question, draft),
                similar=[one.id for one in ObjectionPayload.model_validate(insight.payload).similar],
            )
        return insight

    def get(self, workspace: str, objection_id: str) -> Insight:
        """Return the answers that were given.

        Raises:
            NotFoundError: no such objection.
        """
        with self.store.workspace(workspace) as session:
            insight = session.insights.latest(KIND, SUBJECT, objection_id)
        if insight is None:
            raise NotFoundError("there is no such objection", code="objection_unknown")
        return insight

    def _draft(self, workspace: str, feature: TextFeature, question: Question) -> Draft:
        facts, chosen = refined_facts(feature, question, self.desk.chooser(workspace))
        with self.store.workspace(workspace) as session:
            learned = {"answers": session.objections.tallies(feature.topic(facts))}
        assessment = feature.assess(facts, learned)
        # Choosing and wording share the time that somebody waits, and what both would fail of.
        writer = self.desk.writer(workspace, urgent=True, spent_s=chosen.took_s, failed=chosen.failed)
        return feature.word(assessment, writer)

    def _snapshot(
        self, workspace: str, session: WorkspaceSession, asked: Asked, now: datetime
    ) -> DealSnapshot | None:
        if asked.deal_id is None:
            return None
        key, _ = session.records.find_deal(asked.deal_id, asked.connection)
        as_of = horizons(self.store, workspace, now).get(key, now)
        return session.records.snapshot(key, asked.deal_id, as_of)

    def _settle(self, session: WorkspaceSession, now: datetime) -> None:
        """Look at what deals did after answers whose time is up; a few at a time, whoever asks."""
        for response, objection in session.objections.unsettled(now - HORIZON, _SETTLED_AT_ONCE):
            move = "none"
            if objection.connection is not None and objection.deal_id is not None:
                try:
                    snapshot = session.records.snapshot(objection.connection, objection.deal_id, now)
                except NotFoundError:
                    pass  # the deal is gone, and with it what it did
                else:
                    move = next_move(snapshot, response.at)
            reward = reward_of(session.objections.feedback([response.id]), move)  # type: ignore[arg-type]  # one of them
            session.objections.observe(response.id, reward=reward, next_move=move)


def _conversation(session: WorkspaceSession, earlier: str | None) -> tuple[str | None, tuple[Turn, ...]]:
    if earlier is None:
        return None, ()
    row = session.objections.get(earlier)
    if row is None:
        raise NotFoundError("there is no such conversation", code="conversation_unknown")
    rows = session.objections.history(conversation=row.conversation, limit=MAX_TURNS)
    shown: dict[str, list[str]] = {}
    for response in session.objections.responses([r.id for r in rows]):
        shown.setdefault(response.objection_id, []).append(response.variant)
    turns = tuple(Turn(r.text, r.category, r.at, tuple(shown.get(r.id, ()))) for r in reversed(rows))
    return row.conversation, turns


def _insight(feature: TextFeature, draft: Draft, question: Question) -> Insight:
    snapshot = question.snapshot
    return Insight(
        id=new_id("ins"),
        kind=feature.key,
        subject=Subject(type=feature.subject_type, id=question.id),
        connection=snapshot.connection if snapshot else NO_CONNECTION,
        version=1,
        as_of=snapshot.as_of if snapshot else question.asked_at,
        source=draft.source,
        model=draft.model,
        prompt_version=draft.prompt_version,
        wording=draft.wording,
        engine_version=feature.version,
        language=draft.language,
        coverage=draft.coverage,
        changes=[],
        evidence=list(draft.evidence),
        payload=dict(draft.payload),
        fingerprint=draft.fingerprint,
    )


def _row(insight: Insight, question: Question, asked: Asked, conversation: str | None) -> ObjectionRow:
    payload = ObjectionPayload.model_validate(insight.payload)
    return ObjectionRow(
        id=question.id,
        conversation=conversation or question.id,
        text=payload.text,
        language=payload.language,
        category=payload.category.key,
        segment=question.segment,
        connection=question.snapshot.connection if question.snapshot else None,
        deal_id=payload.about.deal_id,
        contact_id=payload.about.contact_id,
        asked_by=asked.by,
        insight_id=insight.id,
        at=question.asked_at,
    )


def _responses(insight: Insight, question: Question, draft: Draft) -> Sequence[ResponseRow]:
    payload = ObjectionPayload.model_validate(insight.payload)
    chances = {one.key: one for one in draft.recommendations}
    return [
        ResponseRow(
            id=response.id,
            objection_id=question.id,
            variant=response.variant,
            category=payload.category.key,
            tone=response.tone,
            segment=question.segment,
            language=payload.language,
            position=chances[response.variant].rank or 1,
            propensity=chances[response.variant].propensity,
            forecast=response.score.value,
            at=question.asked_at,
        )
        for response in payload.responses
    ]

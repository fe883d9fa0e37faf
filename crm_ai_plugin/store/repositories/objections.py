"""Objections, shown answers, and what people did with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from .. import ids
from ..tables.embeddings import EmbeddingTable
from ..tables.insights import InsightTable
from ..tables.objections import (
    ObjectionFeedbackTable,
    ObjectionResponseTable,
    ObjectionTable,
    SimilarObjectionTable,
)
from .base import Query, Repository
from .embeddings import NOT_SEARCHED


@dataclass(frozen=True)
class ObjectionRow:
    """One objection that was asked about."""

    id: str
    conversation: str
    text: str
    language: str
    category: str
    segment: str
    connection: str | None
    deal_id: str | None
    contact_id: str | None
    asked_by: str
    insight_id: str
    at: datetime


@dataclass(frozen=True)
class ResponseRow:
    """One answer that was shown."""

    id: str
    objection_id: str
    variant: str
    category: str
    tone: str
    segment: str
    language: str
    position: int
    propensity: float
    forecast: float
    at: datetime
    seen: float = 0.0
    reward: float = 0.0
    next_move: str | None = None


@dataclass(frozen=True)
class ResponseFeedback:
    """One thing somebody did with an answer."""

    response_id: str
    action: str
    by: str
    at: datetime
    rating: int | None = None
    change: Mapping[str, Any] = field(default_factory=dict)


class Objections(Repository):
    """The objections of one workspace."""

    def add(
        self, objection: ObjectionRow, responses: Sequence[ResponseRow], similar: Sequence[str] = ()
    ) -> None:
        """Store an objection with the answers that were shown, and the earlier objections that were."""
        self._run(self._insert(ObjectionTable), [asdict(objection)])
        shown = [{"objection_id": objection.id, "similar_id": one} for one in dict.fromkeys(similar)]
        if shown:
            self._run(self._insert(SimilarObjectionTable), shown)
        if responses:
            self._run(self._insert(ObjectionResponseTable), [asdict(row) for row in responses])

    def get(self, id: str) -> ObjectionRow | None:  # noqa: A002
        """Return one objection."""
        row = self._run(select(*_OBJECTION).where(ObjectionTable.id == id)).one_or_none()
        return ObjectionRow(*row) if row else None

    def searchable(self, limit: int) -> Sequence[str]:
        """Return the ids of the newest objections that still have a text and are one."""
        table = ObjectionTable
        query = (
            select(table.id)
            .where(table.text != "", table.category != NOT_SEARCHED)
            .order_by(table.at.desc(), table.id.desc())
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def some(self, ids: Sequence[str]) -> Sequence[ObjectionRow]:
        """Return objections by id, in no set order."""
        found: list[ObjectionRow] = []
        for at in range(0, len(ids), _IDS_PER_QUERY):
            query = select(*_OBJECTION).where(ObjectionTable.id.in_(ids[at : at + _IDS_PER_QUERY]))
            found += [ObjectionRow(*row) for row in self._run(query)]
        return found

    def history(
        self,
        *,
        deal_id: str | None = None,
        contact_id: str | None = None,
        conversation: str | None = None,
        limit: int = 20,
    ) -> Sequence[ObjectionRow]:
        """Return objections, newest first, of one deal, contact or conversation if named."""
        query = select(*_OBJECTION)
        for column, value in (
            (ObjectionTable.deal_id, deal_id),
            (ObjectionTable.contact_id, contact_id),
            (ObjectionTable.conversation, conversation),
        ):
            if value is not None:
                query = query.where(column == value)
        query = query.order_by(ObjectionTable.at.desc(), ObjectionTable.id.desc()).limit(limit)
        return [ObjectionRow(*row) for row in self._run(query)]

    def between(self, since: datetime, until: datetime | None = None) -> Sequence[ObjectionRow]:
        """Return the objections asked at `since` or later, and not after `until`, oldest first."""
        query = select(*_OBJECTION).where(ObjectionTable.at >= since)
        if until is not None:
            query = query.where(ObjectionTable.at <= until)
        return [ObjectionRow(*row) for row in self._run(query.order_by(ObjectionTable.at, ObjectionTable.id))]

    def response(self, id: str) -> ResponseRow | None:  # noqa: A002
        """Return one shown answer."""
        row = self._run(_responses().where(ObjectionResponseTable.id == id)).one_or_none()
        return _response(row) if row else None

    def responses(self, objection_ids: Sequence[str]) -> Sequence[ResponseRow]:
        """Return the answers shown for some objections, in the order they stood in."""
        table = ObjectionResponseTable
        query = _responses().where(table.objection_id.in_(objection_ids))
        return [
            _response(r) for r in self._run(query.order_by(table.objection_id, table.tone, table.position))
        ]

    def record(self, feedback: ResponseFeedback) -> None:
        """Append what somebody did with an answer."""
        self._run(self._insert(ObjectionFeedbackTable), [{"id": ids.new_id("fbk")} | asdict(feedback)])

    def feedback(self, response_ids: Sequence[str]) -> Sequence[ResponseFeedback]:
        """Return what was done with some answers, oldest first."""
        table = ObjectionFeedbackTable
        query = select(table.response_id, table.action, table.by, table.at, table.rating, table.change).where(
            table.response_id.in_(response_ids)
        )
        return [ResponseFeedback(*row) for row in self._run(query.order_by(table.id))]

    def observe(self, id: str, *, reward: float, next_move: str | None = None) -> None:  # noqa: A002
        """Note that an answer was looked at and what it brought."""
        values: dict[str, Any] = {"seen": 1.0, "reward": reward}
        if next_move is not None:
            values["next_move"] = next_move
        table = ObjectionResponseTable
        self._run(update(table).where(table.id == id).values(**values))

    def erase(self, ids: Sequence[str]) -> None:
        """Forget what was said in objections, and the answers to it; what was learned holds no person and stays."""
        for at in range(0, len(ids), _IDS_PER_QUERY):
            some = ids[at : at + _IDS_PER_QUERY]
            self._run(
                delete(InsightTable).where(
                    InsightTable.kind == _KIND,
                    InsightTable.subject_type == _KIND,
                    InsightTable.subject_id.in_(some),
                )
            )
            emptied = update(ObjectionTable).where(ObjectionTable.id.in_(some))
            self._run(emptied.values(text="", contact_id=None))
        self._forget_where_shown(ids)

    def _forget_where_shown(self, gone: Sequence[str]) -> None:
        """Take objections out of the insights that show them as similar, and out of the search."""
        shown = SimilarObjectionTable
        vectors = EmbeddingTable
        for at in range(0, len(gone), _IDS_PER_QUERY):
            some = gone[at : at + _IDS_PER_QUERY]
            self._run(delete(vectors).where(vectors.collection == "objections", vectors.item_id.in_(some)))
            places = select(shown.objection_id).where(shown.similar_id.in_(some)).distinct()
            insights = select(InsightTable.id, InsightTable.payload).where(
                InsightTable.kind == _KIND,
                InsightTable.subject_type == _KIND,
                InsightTable.subject_id.in_(list(self._session.scalars(places))),
            )
            for insight_id, payload in list(self._run(insights)):
                left = [one for one in payload.get("similar", ()) if one.get("id") not in some]
                changed = {**payload, "similar": left}
                self._run(update(InsightTable).where(InsightTable.id == insight_id).values(payload=changed))
            self._run(delete(shown).where(shown.similar_id.in_(some)))

    def tallies(self, category: str) -> Sequence[Mapping[str, Any]]:
        """Return observations and rewards of a category's answers by tone, variant and segment."""
        table = ObjectionResponseTable
        query = (
            select(table.tone, table.variant, table.segment, func.sum(table.seen), func.sum(table.reward))
            .where(table.seen > 0, table.category == category)
            .group_by(table.tone, table.variant, table.segment)
        )
        names = ("tone", "variant", "segment", "n", "reward")
        return [{"category": category} | dict(zip(names, row, strict=True)) for row in self._run(query)]

    def unsettled(self, before: datetime, limit: int) -> Sequence[tuple[ResponseRow, ObjectionRow]]:
        """Return answers that were used on a deal before a moment, and of which it is not known what the deal did."""
        table = ObjectionResponseTable
        query = (
            select(*_RESPONSE, *_OBJECTION)
            .join(ObjectionTable, ObjectionTable.id == table.objection_id)
            .where(
                table.reward > 0,
                table.next_move.is_(None),
                table.at < before,
                ObjectionTable.deal_id.is_not(None),
            )
            .order_by(table.at)
            .limit(limit)
        )
        split = len(_RESPONSE)
        return [(_response(row[:split]), ObjectionRow(*row[split:])) for row in self._run(query)]

    def firsts(self, limit: int) -> Sequence[ResponseRow]:
        """Return the newest answers that stood first in their tone and were looked at: the log for estimates."""
        table = ObjectionResponseTable
        query = _responses().where(table.position == 1, table.seen > 0).order_by(table.at.desc()).limit(limit)
        return [_response(row) for row in self._run(query)]


_KIND = "objection"
_IDS_PER_QUERY = 500
_OBJECTION = tuple(getattr(ObjectionTable, name) for name in ObjectionRow.__dataclass_fields__)
_RESPONSE = tuple(getattr(ObjectionResponseTable, name) for name in ResponseRow.__dataclass_fields__)


def _responses() -> Query:
    return select(*_RESPONSE)


def _response(row: Any) -> ResponseRow:  # noqa: ANN401  # a row, or part of one
    return ResponseRow(*row)

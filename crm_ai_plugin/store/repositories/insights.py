"""Insights, every version of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ...errors import ConflictError
from ...insights import Insight, Subject
from ...ports.clock import Clock
from ...privacy.person import scope_of
from ...records import Outcome
from ..guard import GuardedSession
from ..ids import INSIGHT, first_id
from ..tables.deals import DealTable
from ..tables.insights import InsightTable
from ..tables.recommendations import RecommendationTable
from .base import Query, Repository
from .erasures import Erasures


@dataclass(frozen=True)
class Said:
    """The odds of a deal as one version gave them while the deal was open, with how it ended."""

    connection: str
    subject_id: str
    version: int
    as_of: datetime
    p: float
    low: float
    high: float
    stage: str | None
    closed_at: datetime
    won: bool


class Insights(Repository):
    """The insights of one workspace. What was stored is never changed, but for people who are forgotten."""

    def __init__(self, session: GuardedSession, clock: Clock, erasures: Erasures) -> None:
        super().__init__(session, clock)
        self._erasures = erasures

    def add(self, insight: Insight) -> None:
        """Store a new version.

        Raises:
            ConflictError: that version of that answer (or that id) exists; somebody was faster.
        """
        values = insight.model_dump(
            mode="json", include={"coverage", "changes", "evidence", "payload", "wording"}
        )
        scrubber = self._erasures.scrubber
        if scrubber is not None and insight.subject.type == "deal":
            # Whoever made it may have read the records before somebody was forgotten.
            scopes = [scope_of("deal", insight.connection, insight.subject.id)]
            values |= {
                name: scrubber.json(values[name], scopes) for name in ("changes", "evidence", "payload")
            }
        values |= {name: getattr(insight, name) for name in _PLAIN}
        values |= {"subject_type": insight.subject.type, "subject_id": insight.subject.id}
        if not self._insert_new(InsightTable, values):
            raise ConflictError(
                f"version {insight.version} of {insight.kind} for {insight.subject.type} "
                f"{insight.subject.id!r} exists already"
            )
        self._changed(
            "insight",
            insight.connection,
            kind=insight.kind,
            subject={"type": insight.subject.type, "id": insight.subject.id},
            version=insight.version,
            insight=insight.id,
        )

    def kept_since(self, moment: datetime, limit: int) -> Sequence[tuple[str, str, str, str, str, int]]:
        """Return (id, kind, subject type, subject id, connection, version) of what was kept since, oldest first."""
        table = InsightTable
        query = select(
            *(table.id, table.kind, table.subject_type, table.subject_id, table.connection, table.version)
        ).where(table.id >= first_id(INSIGHT, moment))
        return [tuple(row) for row in self._run(query.order_by(table.id).limit(limit))]

    def latest(
        self, kind: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight | None:
        """Return the newest version; without `connection`, the newest of any."""
        row = self._run(_of(kind, subject_type, subject_id, connection).limit(1)).one_or_none()
        return _insight(row) if row else None

    def version(
        self, kind: str, subject_type: str, subject_id: str, version: int, connection: str | None = None
    ) -> Insight | None:
        """Return one version."""
        query = (
            _of(kind, subject_type, subject_id, connection).where(InsightTable.version == version).limit(1)
        )
        row = self._run(query).one_or_none()
        return _insight(row) if row else None

    def history(
        self,
        kind: str,
        subject_type: str,
        subject_id: str,
        connection: str | None = None,
        limit: int | None = None,
    ) -> Sequence[Insight]:
        """Return the versions, newest first."""
        return [
            _insight(row) for row in self._run(_of(kind, subject_type, subject_id, connection).limit(limit))
        ]

    def newest(
        self, kind: str, subject_type: str, subjects: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], Insight]:
        """Return the newest version of each subject, (connection, id), that has one."""
        table = InsightTable
        ids = sorted({name for _, name in subjects})
        mine = (table.kind == kind, table.subject_type == subject_type, table.subject_id.in_(ids))
        last = (
            select(table.connection, table.subject_id, func.max(table.version).label("version"))
            .where(*mine)
            .group_by(table.connection, table.subject_id)
        )
        versions = {(row[0], row[1]): row[2] for row in self._run(last) if (row[0], row[1]) in set(subjects)}
        wanted = [
            and_(table.connection == connection, table.subject_id == subject, table.version == version)
            for (connection, subject), version in versions.items()
        ]
        if not wanted:
            return {}
        found = [_insight(row) for row in self._run(select(*_COLUMNS).where(*mine[:2], or_(*wanted)))]
        return {(one.connection, one.subject.id): one for one in found}

    def subjects_since(self, kind: str, since: datetime) -> Sequence[tuple[str, Subject, datetime]]:
        """Return (connection, subject, first time) of every subject that was advised on at `since` or later.

        The time is that of the advice, not that as of which it speaks: of files that may be years ago.
        """
        table, made = InsightTable, RecommendationTable
        first = func.min(made.at)
        query = (
            select(table.connection, table.subject_type, table.subject_id, first)
            .join(made, made.insight_id == table.id)
            .where(table.kind == kind, made.at >= since)
            .group_by(table.connection, table.subject_type, table.subject_id)
            .order_by(first, table.connection, table.subject_id)
        )
        return [(row[0], Subject(type=row[1], id=row[2]), row[3]) for row in self._run(query)]

    def said(self, kind: str, since: datetime | None = None, limit: int = 100_000) -> Sequence[Said]:
        """Return the odds that were given of deals that have closed since, those that closed last first.

        Only what was said as of a moment before the end counts.
        """
        table, deal = InsightTable, DealTable
        p = table.payload[("score", "p_win", "value")].as_float()
        low = table.payload[("score", "p_win", "low")].as_float()
        high = table.payload[("score", "p_win", "high")].as_float()
        stage = table.payload[("facts", "stage")].as_string()
        query = (
            select(
                table.connection,
                table.subject_id,
                table.version,
                table.as_of,
                *(p, low, high, stage),
                deal.closed_at,
                deal.outcome == Outcome.WON.value,
            )
            .join(deal, and_(deal.connection == table.connection, deal.id == table.subject_id))
            .where(
                table.kind == kind,
                table.subject_type == "deal",
                deal.outcome != Outcome.OPEN.value,
                table.as_of < deal.closed_at,
                # Where the outcome was known already, the bounds are one.
                low < high,
            )
            .order_by(deal.closed_at.desc(), table.connection, table.subject_id, table.version)
            .limit(limit)
        )
        if since is not None:
            query = query.where(deal.closed_at >= since)
        return [Said(**dict(zip(Said.__dataclass_fields__, row, strict=True))) for row in self._run(query)]

    def rows_around(self, deals: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        """Yield rows, as columns by name, that may speak of somebody on these deals (connection, id).

        Those are all versions about one of the deals, and whatever is about neither a deal nor a contact: answers about
        many deals quote anybody.
        """
        table = InsightTable
        columns = [
            column.name for column in cast(Table, table.__table__).columns if column.name != "workspace_id"
        ]
        query = select(*(getattr(table, name) for name in columns))
        about = [
            and_(table.connection == connection, table.subject_type == "deal", table.subject_id == deal)
            for connection, deal in deals
        ]
        conditions: list[ColumnElement[bool]] = [table.subject_type.not_in(("deal", "contact"))]
        conditions += [or_(*about[at : at + _AT_ONCE]) for at in range(0, len(about), _AT_ONCE)]
        for condition in conditions:
            for values in self._run(query.where(condition)).all():
                yield dict(zip(columns, values, strict=True))

    def worded_by_engine(
        self, kind: str, reasons: Collection[str], limit: int = 500, subject_type: str = "deal"
    ) -> Sequence[Insight]:
        """Return the newest versions that have the engine's words for one of `reasons`, oldest first; of deals the open."""
        table, deal, later = InsightTable, DealTable, aliased(InsightTable)
        newer = exists().where(
            later.workspace_id == table.workspace_id,
            later.kind == table.kind,
            later.connection == table.connection,
            later.subject_type == table.subject_type,
            later.subject_id == table.subject_id,
            later.version > table.version,
        )
        query = select(*_COLUMNS)
        if subject_type == "deal":
            query = query.join(deal, and_(deal.connection == table.connection, deal.id == table.subject_id))
            query = query.where(deal.outcome == Outcome.OPEN.value)
        query = (
            query.where(
                table.kind == kind,
                table.subject_type == subject_type,
                table.wording["by"].as_string() == "engine",
                table.wording["reason"].as_string().in_(reasons),
                ~newer,
            )
            .order_by(table.as_of, table.connection, table.subject_id)
            .limit(limit)
        )
        return [_insight(row) for row in self._run(query)]

    def get(self, id: str) -> Insight | None:  # noqa: A002
        """Return the version of that id."""
        row = self._run(select(*_COLUMNS).where(InsightTable.id == id)).one_or_none()
        return _insight(row) if row else None


_AT_ONCE = 100
_PLAIN = (
    "id",
    "kind",
    "connection",
    "version",
    "as_of",
    "source",
    "model",
    "prompt_version",
    "engine_version",
    "language",
    "fingerprint",
)
_NAMES = (*_PLAIN, "subject_type", "subject_id", "coverage", "changes", "evidence", "payload", "wording")
_COLUMNS = tuple(getattr(InsightTable, name) for name in _NAMES)


def _of(kind: str, subject_type: str, subject_id: str, connection: str | None) -> Query:
    table = InsightTable
    query = select(*_COLUMNS).where(
        table.kind == kind, table.subject_type == subject_type, table.subject_id == subject_id
    )
    if connection is not None:
        return query.where(table.connection == connection).order_by(table.version.desc())
    return query.order_by(table.as_of.desc(), table.version.desc())


def _insight(row: Sequence[Any]) -> Insight:
    values = dict(zip(_NAMES, row, strict=True))
    subject = Subject(type=values.pop("subject_type"), id=values.pop("subject_id"))
    values["wording"] = values["wording"] or {}
    return Insight(subject=subject, **values)

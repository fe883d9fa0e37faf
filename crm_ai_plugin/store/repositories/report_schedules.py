"""Reports made regularly, and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from ...errors import NotFoundError
from ..tables.report_schedules import ReportFileTable, ReportScheduleTable
from .base import Query, Repository


@dataclass(frozen=True)
class ReportScheduleRow:
    """A report that is made regularly."""

    id: str
    schedule: Mapping[str, Any]
    next_at: datetime
    made_by: str
    attempts: int = 0
    error: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True)
class ReportFileRow:
    """A kept file; `content` None: it was not read. `people` None: it may speak of anybody."""

    id: str
    schedule_id: str
    due_at: datetime
    name: str
    media_type: str
    people: Sequence[str] | None = field(repr=False)
    expires_at: datetime
    created_at: datetime | None = None
    content: bytes | None = field(default=None, repr=False)


class ReportSchedules(Repository):
    """The schedules of one workspace and what they made."""

    def add(self, row: ReportScheduleRow) -> None:
        """Store a schedule."""
        values = {
            "id": row.id,
            "schedule": dict(row.schedule),
            "next_at": row.next_at,
            "attempts": 0,
            "made_by": row.made_by,
            "created_at": self._now(),
        }
        self._run(self._insert(ReportScheduleTable), [values])

    def get(self, id: str) -> ReportScheduleRow:  # noqa: A002
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        row = self._run(_schedules().where(ReportScheduleTable.id == id)).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no report schedule {id!r}")
        return ReportScheduleRow(*row)

    def list(self) -> Sequence[ReportScheduleRow]:
        """Return all, oldest first."""
        rows = self._run(_schedules().order_by(ReportScheduleTable.id))
        return [ReportScheduleRow(*row) for row in rows]

    def due(self, now: datetime) -> Sequence[ReportScheduleRow]:
        """Return those whose time has come."""
        table = ReportScheduleTable
        return [
            ReportScheduleRow(*row)
            for row in self._run(_schedules().where(table.next_at <= now).order_by(table.next_at))
        ]

    def advance(
        self,
        id: str,  # noqa: A002
        due_at: datetime,
        next_at: datetime,
        error: str | None = None,
        *,
        attempts: int = 0,
    ) -> bool:
        """Move a schedule on from `due_at`. Returns False when somebody else has: then nothing may be done."""
        table = ReportScheduleTable
        moved = update(table).where(table.id == id, table.next_at == due_at)
        return self._run(moved.values(next_at=next_at, error=error, attempts=attempts)).rowcount == 1

    def remove(self, id: str) -> bool:  # noqa: A002
        """Delete a schedule and its files. Returns False when there is no such schedule."""
        self._run(delete(ReportFileTable).where(ReportFileTable.schedule_id == id))
        return self._run(delete(ReportScheduleTable).where(ReportScheduleTable.id == id)).rowcount == 1

    def add_file(self, row: ReportFileRow) -> bool:
        """Keep a file. Returns False when there is one of that schedule and time."""
        values = {
            "id": row.id,
            "schedule_id": row.schedule_id,
            "due_at": row.due_at,
            "name": row.name,
            "media_type": row.media_type,
            "content": row.content or b"",
            "people": None if row.people is None else list(row.people),
            "created_at": self._now(),
            "expires_at": row.expires_at,
        }
        return self._insert_new(ReportFileTable, values)

    def file(self, id: str) -> ReportFileRow:  # noqa: A002
        """Return a file with its content.

        Raises:
            NotFoundError: there is none, or its time is over.
        """
        table = ReportFileTable
        query = _files().add_columns(table.content).where(table.id == id, table.expires_at > self._now())
        row = self._run(query).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no report file {id!r}")
        return ReportFileRow(*row)

    def files(self, schedule_id: str | None = None, limit: int | None = None) -> Sequence[ReportFileRow]:
        """Return files without their content, newest first."""
        table = ReportFileTable
        query = _files().where(table.expires_at > self._now()).order_by(table.id.desc()).limit(limit)
        if schedule_id is not None:
            query = query.where(table.schedule_id == schedule_id)
        return [ReportFileRow(*row) for row in self._run(query)]

    def prune(self, now: datetime) -> int:
        """Delete files whose time is over; returns how many that were."""
        return self._run(delete(ReportFileTable).where(ReportFileTable.expires_at <= now)).rowcount


def _schedules() -> Query:
    table = ReportScheduleTable
    return select(
        table.id,
        table.schedule,
        table.next_at,
        table.made_by,
        table.attempts,
        table.error,
        table.created_at,
    )


def _files() -> Query:
    table = ReportFileTable
    return select(
        table.id,
        table.schedule_id,
        table.due_at,
        table.name,
        table.media_type,
        table.people,
        table.expires_at,
        table.created_at,
    )

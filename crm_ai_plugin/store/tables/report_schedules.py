"""Reports made regularly, and their files."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Named, PersonalData
from .base import Base, WorkspaceOwned


class ReportScheduleTable(WorkspaceOwned, Base):
    """One report that is made regularly per row."""

    __tablename__ = "report_schedules"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "next_at", "attempts", "error", "created_at"),
        users=("made_by",),
        words=("schedule",),
        erased="elsewhere",
        how="a schedule of a report about the person goes",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    schedule: Mapped[dict[str, Any]]
    """The whole schedule as JSON."""
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    error: Mapped[str | None]
    made_by: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "next_at"),)


class ReportFileTable(WorkspaceOwned, Base):
    """One kept file per row; at most one of each due time."""

    __tablename__ = "report_files"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "schedule_id", "due_at", "media_type", "created_at", "expires_at"),
        theirs=("name", "content", "people"),
        rows=(Named("people", null_is_anybody=True),),
        erased="row",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    schedule_id: Mapped[str]
    due_at: Mapped[datetime]
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes]
    people: Mapped[list[Any] | None]
    """As in ``shares``."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "schedule_id", "due_at"),)

"""Reports made regularly, and their files."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, WorkspaceOwned


class ReportScheduleTable(WorkspaceOwned, Base):
    """One report that is made regularly per row."""

    __tablename__ = "report_schedules"
    personal_data: ClassVar[tuple[str, ...]] = ()

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
    personal_data: ClassVar[tuple[str, ...]] = ("content", "people")

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

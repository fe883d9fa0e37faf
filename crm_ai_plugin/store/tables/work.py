"""What has to be computed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class WorkTable(WorkspaceOwned, Base):
    """One subject per row: how often work was asked for, up to where it is done, and who is at it."""

    __tablename__ = "work"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "connection",
            "subject_type",
            "requested_seq",
            "done_seq",
            "claimed_seq",
            "causes",
            "first_requested_at",
            "due_at",
            "attempts",
            "lease_token",
            "lease_until",
            "error_code",
        ),
        theirs=("subject_id",),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    requested_seq: Mapped[int]
    done_seq: Mapped[int]
    claimed_seq: Mapped[int | None]
    causes: Mapped[list[Any]]
    """``[seq, cause, ISO time]``; those of finished requests are dropped."""
    first_requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error_code: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_work_open",
            "due_at",
            sqlite_where=text("requested_seq > done_seq"),
            postgresql_where=text("requested_seq > done_seq"),
        ),
    )

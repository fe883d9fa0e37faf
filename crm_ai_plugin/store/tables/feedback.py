"""What people did with recommendations."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class FeedbackTable(WorkspaceOwned, Base):
    """The present state of one recommended action of one subject per row."""

    __tablename__ = "feedback"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "kind",
            "subject_type",
            "action_key",
            "state",
            "at",
            "until",
            "trigger",
            "connection",
            "reason_code",
            "segment",
        ),
        users=("by", "rep"),
        theirs=("subject_id",),
        words=("reason",),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="row",
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    action_key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    by: Mapped[str | None]
    at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    trigger: Mapped[str]
    connection: Mapped[str | None]
    reason_code: Mapped[str | None]
    segment: Mapped[str | None]
    """What kind of deal it was; NULL before this was kept."""
    rep: Mapped[str | None]
    """Id of the deal's owner at that moment."""


class FeedbackLogTable(WorkspaceOwned, Base):
    """Every change of such a state, in order; rows are never changed."""

    __tablename__ = "feedback_log"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "kind",
            "subject_type",
            "action_key",
            "state",
            "at",
            "until",
            "trigger",
            "connection",
            "reason_code",
            "segment",
            "logged_at",
        ),
        users=("by", "rep"),
        theirs=("subject_id",),
        words=("reason",),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="row",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    action_key: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    by: Mapped[str | None]
    at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    trigger: Mapped[str]
    connection: Mapped[str | None]
    reason_code: Mapped[str | None]
    segment: Mapped[str | None]
    """What kind of deal it was; NULL before this was kept."""
    rep: Mapped[str | None]
    """Id of the deal's owner at that moment."""
    logged_at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "kind", "subject_type", "subject_id"),)

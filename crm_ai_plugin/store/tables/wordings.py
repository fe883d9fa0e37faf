"""Wordings that were bought from a language model."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class WordingTable(WorkspaceOwned, Base):
    """The answer to one request per row, encrypted; `key` is a digest of the request."""

    __tablename__ = "wordings"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("key", "feature", "subject_type", "at", "expires_at"),
        theirs=("subject_id",),
        sealed=("content",),
        rows=(Own("subject_id", connection=None, only=("subject_type", "contact")),),
        erased="elsewhere",
        how="all go, since nobody can tell which speak of the person; they can be bought again",
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    content: Mapped[bytes]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "workspace_id", "feature", "subject_type", "subject_id", "at"),
        Index("ix_wordings_expires_at", "expires_at"),
    )

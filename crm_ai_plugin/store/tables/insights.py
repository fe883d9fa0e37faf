"""Insights, every version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class InsightTable(WorkspaceOwned, Base):
    """One version of one answer per row; rows are never changed."""

    __tablename__ = "insights"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "kind",
            "subject_type",
            "connection",
            "version",
            "as_of",
            "source",
            "model",
            "prompt_version",
            "wording",
            "engine_version",
            "language",
            "fingerprint",
        ),
        theirs=("subject_id",),
        words=("coverage", "changes", "evidence", "payload"),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="elsewhere",
        how="insights about the person go; of others the quotes from and the sentences about them, and they are made again",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    connection: Mapped[str]
    version: Mapped[int]
    as_of: Mapped[datetime]
    source: Mapped[str]
    model: Mapped[str | None]
    prompt_version: Mapped[str | None]
    wording: Mapped[dict[str, Any] | None]
    """Who put it into words; None in versions from before this was kept."""
    engine_version: Mapped[str]
    language: Mapped[str]
    coverage: Mapped[dict[str, Any]]
    changes: Mapped[list[Any]]
    evidence: Mapped[list[Any]]
    payload: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]

    __table_args__ = (
        UniqueConstraint(
            *("workspace_id", "kind", "subject_type", "subject_id", "connection", "version"),
            name="uq_insights_version",
        ),
    )

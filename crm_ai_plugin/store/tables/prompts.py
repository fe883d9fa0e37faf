"""A workspace's own prompts, which of them is used, and experiments between two."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class PromptTable(WorkspaceOwned, Base):
    """One version per row; rows are never changed."""

    __tablename__ = "prompts"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("feature", "number", "at"),
        users=("author",),
        words=("text", "note"),
    )

    feature: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    author: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


class PromptChoiceTable(WorkspaceOwned, Base):
    """Which version is used now, one row for each time somebody chose; the last counts."""

    __tablename__ = "prompt_choices"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "feature", "number", "at", "turn"),
        users=("author",),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str]
    number: Mapped[int | None]
    """NULL: the one that comes with the package."""
    author: Mapped[str]
    at: Mapped[datetime]
    turn: Mapped[int]
    """Counts the choices of a feature."""

    __table_args__ = (Index(None, "workspace_id", "feature", "turn", unique=True),)


class PromptExperimentTable(WorkspaceOwned, Base):
    """One comparison of two versions per row."""

    __tablename__ = "prompt_experiments"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "feature", "a", "b", "share_b", "started_at", "ended_at", "verdict"),
        users=("author",),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str]
    a: Mapped[int | None]
    b: Mapped[int | None]
    """Numbers of versions; NULL is the package's."""
    share_b: Mapped[float]
    author: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    verdict: Mapped[str | None]

    __table_args__ = (Index(None, "workspace_id", "feature", "started_at"),)

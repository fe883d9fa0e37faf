"""A workspace's library: approved claims and answer templates, with every version of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class LibraryTable(WorkspaceOwned, Base):
    """One row per workspace: how often its library was changed, and how it is approved."""

    __tablename__ = "libraries"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("turn", "own_approval"),
    )

    turn: Mapped[int]
    """Goes up with every change, so that a process knows what it has not read yet."""
    own_approval: Mapped[bool]
    """Whether somebody may approve what they wrote themselves."""


class LibraryEntryTable(WorkspaceOwned, Base):
    """One claim or template per row."""

    __tablename__ = "library_entries"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "kind", "created_at", "latest", "in_use", "retired_at", "turn"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]
    latest: Mapped[int]
    """Number of the newest version."""
    in_use: Mapped[int | None]
    """Number of the version that answers are made from; NULL: none."""
    retired_at: Mapped[datetime | None]
    turn: Mapped[int]
    """The library's turn at its last change."""

    __table_args__ = (Index(None, "workspace_id", "turn"),)


class LibraryVersionTable(WorkspaceOwned, Base):
    """One version per row. What it says is never changed; how far it is on its way to approval is."""

    __tablename__ = "library_versions"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "entry_id",
            "number",
            "digest",
            "state",
            "at",
            "submitted_at",
            "decided_at",
            "review_at",
            "expires_at",
        ),
        users=("owner", "author", "submitted_by", "decided_by"),
        words=("content", "note", "decision_note"),
    )

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    owner: Mapped[str]
    state: Mapped[str]
    author: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str]
    review_at: Mapped[datetime | None]
    """When somebody should look whether it still holds."""
    expires_at: Mapped[datetime | None]
    """From when on it is not said any more."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "entry_id"], ["library_entries.workspace_id", "library_entries.id"]
        ),
    )

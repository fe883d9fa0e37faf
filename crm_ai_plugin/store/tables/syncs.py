"""How each connection's records are kept in step."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class SyncTable(WorkspaceOwned, Base):
    """One connection per row: what is asked for, who is at it, and how it went."""

    __tablename__ = "syncs"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "connection",
            "mode",
            "accept_loss",
            "asked_at",
            "due_at",
            "started_at",
            "lease_token",
            "lease_until",
            "attempts",
            "error_code",
            "error_text",
            "error_at",
            "succeeded_at",
            "full_at",
            "progress",
            "report",
            "gap",
            "kept_alive_at",
        ),
        words=("refused",),
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str | None]
    """What is asked for or under way: ``changes`` or ``full``; NULL when nothing is."""
    accept_loss: Mapped[bool]
    """Whether a person has said that much may vanish."""
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    error_code: Mapped[str | None]
    error_text: Mapped[str | None]
    error_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    full_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]]
    """Of the present or the last run, by kind."""
    report: Mapped[dict[str, Any]]
    """What the last full comparison found, by kind."""
    gap: Mapped[dict[str, Any]]
    """The last time nothing was heard for too long."""
    refused: Mapped[dict[str, Any]]
    """What could not be read, by kind: how many, and the first of them."""
    kept_alive_at: Mapped[datetime | None]

"""Writes into the CRM."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class OutboxTable(WorkspaceOwned, Base):
    """One delivery per row, from the wish to the receipt."""

    __tablename__ = "outbox"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "connection",
            "insight_id",
            "kind",
            "action",
            "target_type",
            "key",
            "state",
            "attempts",
            "doubted",
            "queued_at",
            "due_at",
            "lease_token",
            "lease_until",
            "error_code",
            "created_at",
            "delivered_at",
        ),
        theirs=("target_id",),
        words=("command", "receipt", "error_message"),
        rows=(Own("target_id", only=("target_type", "contact")),),
        erased="elsewhere",
        how="what was written into the CRM is taken back first, then emptied",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    connection: Mapped[str]
    insight_id: Mapped[str | None]
    kind: Mapped[str | None]
    """Of the insight."""
    action: Mapped[str]
    target_type: Mapped[str]
    target_id: Mapped[str]
    key: Mapped[str]
    command: Mapped[dict[str, Any]]
    state: Mapped[str]
    """``pending``, ``done``, ``failed``, ``superseded`` or ``undone``."""
    attempts: Mapped[int]
    doubted: Mapped[bool] = mapped_column(server_default=false())
    """An attempt was made of which nobody knows whether the CRM applied it."""
    queued_at: Mapped[datetime | None]
    """Since when it is being tried: its creation, or when somebody last asked for it again."""
    due_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    receipt: Mapped[dict[str, Any] | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "workspace_id", "target_type", "target_id"),
        Index(None, "workspace_id", "insight_id"),
        Index(
            "ix_outbox_pending",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

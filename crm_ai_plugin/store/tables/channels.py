"""Where notices go outside of the CRM, and the notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class ChannelTable(WorkspaceOwned, Base):
    """One address outside: a webhook or e-mail recipients."""

    __tablename__ = "channels"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "kind", "secret_encrypted", "disabled_reason", "failing_since", "created_at"),
        users=("name", "config", "made_by"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    config: Mapped[dict[str, Any]]
    secret_encrypted: Mapped[bytes | None]
    disabled_reason: Mapped[str | None]
    """Why nothing is sent there any more; null: it is in use."""
    failing_since: Mapped[datetime | None]
    made_by: Mapped[str]
    created_at: Mapped[datetime]


class NoticeTable(WorkspaceOwned, Base):
    """One notice to one channel per row, from the wish to the answer. Texts are made when it is sent."""

    __tablename__ = "notices"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "channel",
            "kind",
            "about",
            "key",
            "state",
            "attempts",
            "due_at",
            "queued_at",
            "lease_token",
            "lease_until",
            "error_code",
            "error_message",
            "created_at",
            "delivered_at",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    """Id of what it is about: an alert, a report's file."""
    key: Mapped[str]
    state: Mapped[str]
    """``pending``, ``done``, ``failed``."""
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "workspace_id", "about"),
        Index(
            "ix_notices_pending",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

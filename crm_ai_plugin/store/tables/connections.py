"""Installed connectors."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class ConnectionTable(SystemTable, Base):
    """One connection per row. A system table, because an event is routed before its workspace is known."""

    __tablename__ = "connections"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "workspace_id",
            "key",
            "connector",
            "account",
            "config",
            "secrets_encrypted",
            "status",
            "selection",
            "created_at",
        ),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    connector: Mapped[str]
    account: Mapped[str]
    config: Mapped[dict[str, Any]]
    secrets_encrypted: Mapped[bytes | None]
    status: Mapped[str]
    created_at: Mapped[datetime]
    selection: Mapped[dict[str, Any] | None]

    __table_args__ = (Index(None, "connector", "account"),)

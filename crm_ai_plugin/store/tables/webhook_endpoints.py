"""Addresses at which connections get their webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class WebhookEndpointTable(SystemTable, Base):
    """One address per row. A system table, because a delivery is routed before its workspace is known.

    Of the token in the address only the SHA-256 is stored: it is shown once, and who reads the database can't
    send.
    """

    __tablename__ = "webhook_endpoints"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "digest", "workspace_id", "connection", "receiver", "config", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    workspace_id: Mapped[str]
    connection: Mapped[str]
    receiver: Mapped[str]
    config: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("digest"),
        ForeignKeyConstraint(["workspace_id", "connection"], ["connections.workspace_id", "connections.key"]),
        Index(None, "workspace_id", "connection"),
    )

"""Webhook deliveries as they came."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class InboxTable(SystemTable, Base):
    """One HTTP delivery per row; whose it is turns out only when it is parsed."""

    __tablename__ = "inbox"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "receiver", "method", "received_at", "state", "reject_code"),
        words=("url", "headers", "body"),
        erased="elsewhere",
        how="deliveries that were read and mention the person go; one that waits is read first",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    receiver: Mapped[str]
    method: Mapped[str]
    url: Mapped[str]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="unparsed")
    """``unparsed``, ``parsed`` or ``rejected``."""
    reject_code: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_inbox_unparsed",
            "id",
            sqlite_where=text("state = 'unparsed'"),
            postgresql_where=text("state = 'unparsed'"),
        ),
    )

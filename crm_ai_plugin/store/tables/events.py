"""What happened in a CRM."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class EventTable(WorkspaceOwned, Base):
    """One event per row, once: the key makes a second delivery of it no row."""

    __tablename__ = "events"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "id", "inbox_id", "kind", "record_type", "occurred_at", "field", "echo"),
        theirs=("record_id", "dedupe_key"),
        words=("value",),
        rows=(Own("record_id", only=("record_type", "contact")),),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    inbox_id: Mapped[str | None]
    kind: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[str]
    occurred_at: Mapped[datetime]
    field: Mapped[str | None]
    value: Mapped[str | None]
    echo: Mapped[bool]

    __table_args__ = (Index(None, "workspace_id", "id"),)

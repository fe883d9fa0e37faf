"""What features learned from a workspace's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, WorkspaceOwned


class LearnedTable(WorkspaceOwned, Base):
    """One run of learning per row; the newest counts, older ones explain older insights."""

    __tablename__ = "learned"
    personal_data: ClassVar[tuple[str, ...]] = ()  # statistics over deals

    id: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str]
    version: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "feature", "at"),)

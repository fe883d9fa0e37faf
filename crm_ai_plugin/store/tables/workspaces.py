"""Workspaces (tenants)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class WorkspaceTable(SystemTable, Base):
    """One workspace per row."""

    __tablename__ = "workspaces"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "name", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]

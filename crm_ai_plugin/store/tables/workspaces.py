"""Workspaces (tenants)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, SystemTable


class WorkspaceTable(SystemTable, Base):
    """One workspace per row."""

    __tablename__ = "workspaces"
    personal_data: ClassVar[tuple[str, ...]] = ()

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]

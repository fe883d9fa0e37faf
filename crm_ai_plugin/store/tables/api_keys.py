"""API keys of machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class ApiKeyTable(SystemTable, Base):
    """One key per row, as its SHA-256: the key itself is shown once and stored nowhere."""

    __tablename__ = "api_keys"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("digest", "workspace_id", "role", "scopes", "created_at"),
        users=("label",),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    label: Mapped[str]
    role: Mapped[str]
    """What whoever has it may do at most."""
    scopes: Mapped[list[Any] | None]
    """What it is for; null: anything its role may."""
    created_at: Mapped[datetime]

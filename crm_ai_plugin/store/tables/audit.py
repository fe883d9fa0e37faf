"""Who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, WorkspaceOwned


class AuditTable(WorkspaceOwned, Base):
    """One deed per row; rows are never changed."""

    __tablename__ = "audit"
    personal_data: ClassVar[tuple[str, ...]] = ("actor", "subject", "detail")

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]

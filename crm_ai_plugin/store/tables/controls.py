"""What a workspace's admins decided about advice, by version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class ControlTable(WorkspaceOwned, Base):
    """One version of one document per row; rows are never changed, the highest number counts."""

    __tablename__ = "controls"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("name", "number", "at"),
        users=("author",),
        words=("document", "note"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    author: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]

"""Who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class AuditTable(WorkspaceOwned, Base):
    """One deed per row; rows are never changed."""

    __tablename__ = "audit"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "at", "action"),
        users=("actor",),
        theirs=("subject",),
        words=("detail",),
        rows=(Own("subject", connection=None, form="contact:{id}"),),
        how="the deed stays, whom it was about does not",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]

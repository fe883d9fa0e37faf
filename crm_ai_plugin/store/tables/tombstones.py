"""What is known to be gone from a CRM."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class TombstoneTable(WorkspaceOwned, Base):
    """One deleted record per row.

    `at` is when the reading began that showed it gone. A page whose reading began before may still hold
    it; one that began later, and holds it, means that it was restored.
    """

    __tablename__ = "tombstones"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "kind", "at"),
        theirs=("id",),
        rows=(Own("id", only=("kind", "contact")), Own("id", only=("kind", "deal_contact"), form="*:{id}")),
        erased="row",
        how="keyed hashes take over",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "connection", "at"),)

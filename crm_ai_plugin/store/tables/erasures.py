"""People whom a CRM asked to forget."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class ErasureTable(WorkspaceOwned, Base):
    """One erased contact per row.

    Unlike a tombstone it never ends, and it holds whatever the CRM delivers later. The CRM's id is all that is
    kept of the person: without it a sync could not know whom to leave out.
    """

    __tablename__ = "erasures"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "at"),
        theirs=("contact_id",),
        rows=(Own("contact_id"),),
        erased="elsewhere",
        how="x",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]

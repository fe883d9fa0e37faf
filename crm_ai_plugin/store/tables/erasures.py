"""People whom a CRM asked to forget."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, WorkspaceOwned


class ErasureTable(WorkspaceOwned, Base):
    """One erased contact per row.

    Unlike a tombstone it never ends, and it holds whatever the CRM delivers later. The CRM's id is all that is
    kept of the person: without it a sync could not know whom to leave out.
    """

    __tablename__ = "erasures"
    personal_data: ClassVar[tuple[str, ...]] = ("contact_id",)

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]

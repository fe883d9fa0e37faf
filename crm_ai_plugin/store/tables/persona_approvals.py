"""Who approved which version of a persona for the CRM."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class PersonaApprovalTable(WorkspaceOwned, Base):
    """One decision per row; the newest one of a contact counts, earlier ones stay as a record of who decided what."""

    __tablename__ = "persona_approvals"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "number", "insight_id", "version", "substance", "state", "at"),
        users=("by",),
        theirs=("contact_id", "note"),
        rows=(Own("contact_id"),),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    insight_id: Mapped[str]
    version: Mapped[int]
    substance: Mapped[str]
    """Fingerprint of what was approved."""
    state: Mapped[str]
    """``approved`` or ``withdrawn``."""
    by: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]

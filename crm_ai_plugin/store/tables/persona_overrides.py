"""What people decided about the traits of a contact."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class PersonaOverrideTable(WorkspaceOwned, Base):
    """The override in force of one trait of one contact per row; earlier ones are in the insight's versions."""

    __tablename__ = "persona_overrides"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "trait", "kind", "at"),
        users=("by",),
        theirs=("contact_id", "value", "data", "reason"),
        rows=(Own("contact_id"),),
        erased="row",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    trait: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]

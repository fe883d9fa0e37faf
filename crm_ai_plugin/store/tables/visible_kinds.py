"""Which kinds of records a connection can deliver."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class VisibleKindTable(WorkspaceOwned, Base):
    """One record or activity type per row, from the first time a connection brought or declared it.

    Asking the record tables instead would scan all activities whenever one type is absent.
    """

    __tablename__ = "visible_kinds"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "kind"),
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)

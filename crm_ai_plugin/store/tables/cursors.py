"""How far a pull has come."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class CursorTable(WorkspaceOwned, Base):
    """One kind of record of one connection per row."""

    __tablename__ = "cursors"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "kind", "value"),
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

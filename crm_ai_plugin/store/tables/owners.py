"""Sales reps."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...records import Owner, Record, RecordType
from .base import Base
from .record_base import RecordTable


class OwnerTable(RecordTable, Base):
    """One CRM user per row."""

    __tablename__ = "owners"
    record: ClassVar[type[Record]] = Owner
    kind: ClassVar[RecordType] = "owner"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[tuple[str, ...]] = ("id", "name", "email", "team", "custom")

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    team: Mapped[str | None]

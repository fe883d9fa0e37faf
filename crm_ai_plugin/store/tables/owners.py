"""Sales reps."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import Owner, Record, RecordType
from .base import Base
from .record_base import RecordTable


class OwnerTable(RecordTable, Base):
    """One CRM user per row."""

    __tablename__ = "owners"
    record: ClassVar[type[Record]] = Owner
    kind: ClassVar[RecordType] = "owner"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[PersonalData] = PersonalData(
        users=("id", "name", "email", "team"),
        words=("custom",),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    team: Mapped[str | None]

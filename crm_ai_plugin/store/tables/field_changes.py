"""Field history."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import FieldChange, Record, RecordType
from .base import Base
from .record_base import RecordTable


class FieldChangeTable(RecordTable, Base):
    """One change of one field of one deal per row."""

    __tablename__ = "field_changes"
    record: ClassVar[type[Record]] = FieldChange
    kind: ClassVar[RecordType] = "field_change"
    key: ClassVar[tuple[str, ...]] = ("deal_id", "digest")
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("deal_id", "digest", "field", "at"),
        words=("old", "new", "custom"),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    deal_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of the record's id, because an index cannot hold text of any length."""
    field: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    at: Mapped[datetime]

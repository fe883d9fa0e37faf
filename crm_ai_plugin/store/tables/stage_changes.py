"""Stage history."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import Record, RecordType, StageChange
from .base import Base
from .record_base import RecordTable


class StageChangeTable(RecordTable, Base):
    """One step of one deal per row."""

    __tablename__ = "stage_changes"
    record: ClassVar[type[Record]] = StageChange
    kind: ClassVar[RecordType] = "stage_change"
    key: ClassVar[tuple[str, ...]] = ("deal_id", "digest")
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("deal_id", "digest", "from_stage", "to_stage", "at"),
        words=("custom",),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    deal_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of the record's id, because an index cannot hold text of any length."""
    from_stage: Mapped[str | None]
    to_stage: Mapped[str]
    at: Mapped[datetime]

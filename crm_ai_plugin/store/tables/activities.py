"""Touchpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Named, PersonalData
from ...records import Activity, Record, RecordType
from .base import Base
from .record_base import RecordTable


class ActivityTable(RecordTable, Base):
    """One e-mail, call, meeting, note, task or visit per row."""

    __tablename__ = "activities"
    record: ClassVar[type[Record]] = Activity
    kind: ClassVar[RecordType] = "activity"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "type", "direction", "at", "duration_s", "deal_id", "owner_id", "thread_id", "done"),
        theirs=("contact_ids",),
        words=("subject", "body", "custom"),
        rows=(Named("contact_ids", form="{id}"),),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    direction: Mapped[str | None]
    at: Mapped[datetime]
    duration_s: Mapped[int | None]
    subject: Mapped[str]
    body: Mapped[str]
    deal_id: Mapped[str | None]
    contact_ids: Mapped[list[Any]]
    owner_id: Mapped[str | None]
    thread_id: Mapped[str | None]
    done: Mapped[bool | None]

    # The id first: an index that begins with the connection looks to PostgreSQL, while it has no statistics,
    # as good as the primary key, and would be read whole for every chunk of an import.
    __table_args__ = (Index("ix_activities_deal_id", "deal_id", "workspace_id", "connection"),)

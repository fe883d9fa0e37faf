"""Who is on which deal."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from ...records import DealContact, Record, RecordType
from .base import Base
from .record_base import RecordTable


class DealContactTable(RecordTable, Base):
    """One contact on one deal per row."""

    __tablename__ = "deal_contacts"
    record: ClassVar[type[Record]] = DealContact
    kind: ClassVar[RecordType] = "deal_contact"
    key: ClassVar[tuple[str, ...]] = ("deal_id", "contact_id")
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("deal_id",),
        theirs=("contact_id", "role", "custom"),
        rows=(Own("contact_id"),),
        erased="elsewhere",
        how="goes with the contact",
    )

    deal_id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str | None]

    __table_args__ = (Index("ix_deal_contacts_contact_id", "contact_id", "workspace_id", "connection"),)

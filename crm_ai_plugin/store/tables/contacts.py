"""Contacts."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from ...records import Contact, Record, RecordType
from .base import Base
from .record_base import RecordTable


class ContactTable(RecordTable, Base):
    """One person per row."""

    __tablename__ = "contacts"
    record: ClassVar[type[Record]] = Contact
    kind: ClassVar[RecordType] = "contact"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("company_id", "do_not_profile"),
        theirs=(
            "id",
            "first_name",
            "last_name",
            "email",
            "phone",
            "title",
            "seniority",
            "language",
            "country",
            "custom",
        ),
        rows=(Own("id"),),
        erased="elsewhere",
        how="the record goes, and its place in others",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    title: Mapped[str | None]
    seniority: Mapped[str | None]
    language: Mapped[str | None]
    country: Mapped[str | None]
    do_not_profile: Mapped[bool]

    # The address first, for the same reason as with activities' deals. What is longer is none, and an index can't hold it.
    __table_args__ = (
        Index("ix_contacts_email", text("substr(lower(email), 1, 254)"), "workspace_id", "connection"),
    )

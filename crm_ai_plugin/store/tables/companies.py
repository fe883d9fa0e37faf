"""Companies."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...records import Company, Record, RecordType
from .base import Base
from .record_base import RecordTable


class CompanyTable(RecordTable, Base):
    """One company per row."""

    __tablename__ = "companies"
    record: ClassVar[type[Record]] = Company
    kind: ClassVar[RecordType] = "company"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[tuple[str, ...]] = ("name", "custom")  # a sole trader's firm bears their name

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    domain: Mapped[str | None]
    industry: Mapped[str | None]
    employees: Mapped[int | None]
    annual_revenue: Mapped[float | None]
    country: Mapped[str | None]

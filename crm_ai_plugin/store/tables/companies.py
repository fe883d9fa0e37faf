"""Companies."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import Company, Record, RecordType
from .base import Base
from .record_base import RecordTable


class CompanyTable(RecordTable, Base):
    """One company per row."""

    __tablename__ = "companies"
    record: ClassVar[type[Record]] = Company
    kind: ClassVar[RecordType] = "company"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "industry", "employees", "annual_revenue", "country"),
        words=("custom",),
        labels=("name", "domain"),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    domain: Mapped[str | None]
    industry: Mapped[str | None]
    employees: Mapped[int | None]
    annual_revenue: Mapped[float | None]
    country: Mapped[str | None]

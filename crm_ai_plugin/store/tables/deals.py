"""Deals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import Deal, Record, RecordType
from .base import Base
from .record_base import RecordTable


class DealTable(RecordTable, Base):
    """One deal per row."""

    __tablename__ = "deals"
    record: ClassVar[type[Record]] = Deal
    kind: ClassVar[RecordType] = "deal"
    key: ClassVar[tuple[str, ...]] = ("id",)
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "company_id",
            "owner_id",
            "pipeline",
            "stage",
            "amount",
            "currency",
            "created_at",
            "closed_at",
            "expected_close_at",
            "outcome",
        ),
        words=("loss_reason", "competitors", "source", "custom"),
        labels=("name",),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    company_id: Mapped[str | None]
    owner_id: Mapped[str | None]
    pipeline: Mapped[str | None]
    stage: Mapped[str | None]
    amount: Mapped[float | None]
    currency: Mapped[str | None]
    created_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    expected_close_at: Mapped[date | None]
    outcome: Mapped[str]
    loss_reason: Mapped[str | None]
    competitors: Mapped[list[Any]]
    source: Mapped[str | None]

    __table_args__ = (
        Index(None, "workspace_id", "id"),
        Index("ix_deals_company_id", "company_id", "workspace_id", "connection"),
    )

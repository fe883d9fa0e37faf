"""Products on deals."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ...records import LineItem, Record, RecordType
from .base import Base
from .record_base import RecordTable


class LineItemTable(RecordTable, Base):
    """One product of one deal per row."""

    __tablename__ = "line_items"
    record: ClassVar[type[Record]] = LineItem
    kind: ClassVar[RecordType] = "line_item"
    key: ClassVar[tuple[str, ...]] = ("deal_id", "digest")
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("deal_id", "digest", "quantity", "price", "discount"),
        words=("product", "custom"),
        erased="elsewhere",
        how="records are stored anew without the person, as a CRM's would be",
    )

    deal_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of the record's id, because an index cannot hold text of any length."""
    product: Mapped[str]
    quantity: Mapped[float | None]
    price: Mapped[float | None]
    discount: Mapped[float | None]

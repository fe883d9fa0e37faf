"""Products on deals."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ...records import LineItem, Record, RecordType
from .base import Base
from .record_base import RecordTable


class LineItemTable(RecordTable, Base):
    """One product of one deal per row."""

    __tablename__ = "line_items"
    record: ClassVar[type[Record]] = LineItem
    kind: ClassVar[RecordType] = "line_item"
    key: ClassVar[tuple[str, ...]] = ("deal_id", "digest")
    personal_data: ClassVar[tuple[str, ...]] = ("custom",)

    deal_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    """Of the record's id, because an index cannot hold text of any length."""
    product: Mapped[str]
    quantity: Mapped[float | None]
    price: Mapped[float | None]
    discount: Mapped[float | None]

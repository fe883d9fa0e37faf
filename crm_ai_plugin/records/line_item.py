"""A product on a deal."""

from __future__ import annotations

from .base import Record, RecordId


class LineItem(Record):
    """One product line; `price` is per unit and `discount` a share from 0 to 1."""

    deal_id: RecordId
    product: str
    quantity: float | None = None
    price: float | None = None
    discount: float | None = None

    @property
    def id(self) -> str:
        """Bundle rows have no id; deal and product name one."""
        return f"{self.deal_id}:{self.product}"

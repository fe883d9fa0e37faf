"""Who takes which part in a deal."""

from __future__ import annotations

from enum import StrEnum

from .base import Record, RecordId


class BuyingRole(StrEnum):
    """Roles of a buying committee that the engine reasons about; a CRM may have others."""

    CHAMPION = "champion"
    ECONOMIC_BUYER = "economic_buyer"
    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    USER = "user"
    BLOCKER = "blocker"


class DealContact(Record):
    """Puts a contact on a deal; `role` is a `BuyingRole` value or the CRM's own word."""

    deal_id: RecordId
    contact_id: RecordId
    role: str | None = None

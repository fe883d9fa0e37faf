"""The generated world as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_ai_plugin.testing.world.rows import (
    ActivityRow,
    CompanyRow,
    ContactRow,
    DealContactRow,
    DealRow,
    FieldChangeRow,
    LineItemRow,
    OwnerRow,
    StageChangeRow,
)
from crm_ai_plugin.testing.world.truth import WorldTruth

__all__ = ["TABLES", "World"]

TABLES: tuple[str, ...] = (
    "deals",
    "companies",
    "contacts",
    "deal_contacts",
    "activities",
    "stage_changes",
    "field_changes",
    "line_items",
    "owners",
)


@dataclass(frozen=True, slots=True)
class World:
    """A sales organisation at the instant ``now``, and the truth behind it.

    The same seed, size and ``now`` give an equal world.
    """

    seed: int
    now: datetime
    showcase_deal_id: str
    deals: tuple[DealRow, ...]
    companies: tuple[CompanyRow, ...]
    contacts: tuple[ContactRow, ...]
    deal_contacts: tuple[DealContactRow, ...]
    activities: tuple[ActivityRow, ...]
    stage_changes: tuple[StageChangeRow, ...]
    field_changes: tuple[FieldChangeRow, ...]
    line_items: tuple[LineItemRow, ...]
    owners: tuple[OwnerRow, ...]
    truth: WorldTruth

    def deal(self, deal_id: str) -> DealRow:
        """The deal with this id.

        Raises:
            KeyError: There is no such deal.
        """
        for row in self.deals:
            if row.id == deal_id:
                return row
        raise KeyError(deal_id)

    def activities_of(self, deal_id: str) -> tuple[ActivityRow, ...]:
        """The deal's activities, oldest first."""
        return tuple(row for row in self.activities if row.deal_id == deal_id)

"""Holds a connection to what an admin chose to have read and written, whichever its connector is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from ..errors import NotFoundError, SkippableError
from ..ports.connector import Connector, ReadsDeals
from ..ports.selection import Selection
from ..records import Deal, DealSnapshot, Record
from ..store import ConnectionRow, Store


def selection_of(row: ConnectionRow) -> Selection:
    """Return what was chosen for a connection; all, if nothing was."""
    return Selection.model_validate(row.selection or {})


def unwritten(store: Store, workspace: str, connection: str) -> frozenset[str]:
    """Return what is not to be written through a connection: actions, and logical names of fields."""
    try:
        with store.system() as system:
            return frozenset(selection_of(system.connections.get(workspace, connection)).unwritten)
    except NotFoundError:
        return frozenset()  # Records without a connection lead to no write.


@dataclass(frozen=True)
class Narrowing:
    """What of the records of a connection is kept.

    Attributes:
        selection: What was chosen.
        custom: Which of `Deal.custom` is kept, of a connector that brings it all; None: what it brings.
    """

    selection: Selection = field(default_factory=Selection)
    custom: frozenset[str] | None = None

    def pulled(self, connector: Connector, deal_id: str) -> DealSnapshot:
        """Return a deal as the CRM has it now.

        Raises:
            SkippableError: it lies in a pipeline that was left out.
        """
        snapshot = cast(ReadsDeals, connector).snapshot(deal_id)
        if not self.selection.takes(snapshot.deal.pipeline):
            raise SkippableError(
                "the deal is in a pipeline that this connection leaves out", code="pipeline_left_out"
            )
        return snapshot.model_copy(update={"deal": self._deal(snapshot.deal)})

    def split(self, records: Iterable[Record], known: set[str]) -> tuple[list[Record], set[str]]:
        """Return what is kept, and the ids of the deals that are left out.

        Args:
            records: As the CRM delivered them.
            known: Deals known to be left out: what belongs to them goes with them.
        """
        found = list(records)
        if self.selection.pipelines is None and self.custom is None:
            return found, set()
        deals = [one for one in found if isinstance(one, Deal)]
        left = {one.id for one in deals if not self.selection.takes(one.pipeline)}
        gone = known | left
        kept = [
            self._deal(one) if isinstance(one, Deal) else one
            for one in found
            if (one.id if isinstance(one, Deal) else _deal_of(one)) not in gone
        ]
        return kept, left

    def _deal(self, deal: Deal) -> Deal:
        if self.custom is None or self.custom >= set(deal.custom):
            return deal
        kept = {name: value for name, value in deal.custom.items() if name in self.custom}
        return deal.model_copy(update={"custom": kept})


def _deal_of(record: Record) -> str | None:
    found = getattr(record, "deal_id", None)
    return found if isinstance(found, str) else None

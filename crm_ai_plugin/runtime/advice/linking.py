"""Deep links into the CRM for evidence of a deal that was read from the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from ...insights import Evidence
from ...records import DealSnapshot, RecordRef, RecordType
from ..connections import Connections
from .advising import linked

log = structlog.get_logger(__name__)

Home = Callable[[Evidence], DealSnapshot | None]
"""Finds the deal that a piece of evidence belongs to; None where it can't be told."""


@dataclass(frozen=True)
class Linking:
    """Asks the connector behind a deal for the addresses of its records. Nothing is called for that."""

    connections: Connections

    def of(
        self, workspace: str, evidence: Iterable[Evidence], snapshot: DealSnapshot | None
    ) -> list[Evidence]:
        """Return evidence with links; as it is where there is no CRM to open, or its connector is out of order."""
        # What comes from elsewhere, such as a document, has no page in this CRM.
        found = list(evidence)
        if snapshot is None:
            return found
        return self._linked(workspace, found, snapshot.connection, lambda _: snapshot)

    def among(
        self, workspace: str, evidence: Iterable[Evidence], snapshots: Sequence[DealSnapshot]
    ) -> list[Evidence]:
        """Return evidence of several deals with links, each where its own CRM can be opened.

        Args:
            workspace: Whose evidence.
            evidence: Of any connection.
            snapshots: Deals that records without a page of their own may belong to.
        """
        found = list(evidence)
        homes: dict[RecordRef, DealSnapshot] = {}
        for snapshot in snapshots:
            for ref in _records(snapshot):
                homes.setdefault(ref, snapshot)
        for connection in sorted({one.record.connection for one in found if one.record.type != "document"}):
            found = self._linked(workspace, found, connection, lambda one: homes.get(one.record))
        return found

    def _linked(self, workspace: str, found: list[Evidence], connection: str, home: Home) -> list[Evidence]:
        if not any(one.record.connection == connection for one in found):
            return found
        try:
            if not self.connections.is_live(self.connections.row(workspace, connection)):
                return found
            with self.connections.open(workspace, connection) as connector:
                url_of = connector.record_url
                return [
                    linked(one, home(one), url_of) if one.record.connection == connection else one
                    for one in found
                ]
        except Exception as error:  # noqa: BLE001  # a connector may be anybody's, and no answer waits for a link
            log.warning("evidence_unlinked", connection=connection, error=type(error).__name__)
            return found


def _records(snapshot: DealSnapshot) -> Iterator[RecordRef]:
    """The records of a deal that may have no page of their own."""
    yield RecordRef(type="deal", id=snapshot.deal.id, connection=snapshot.connection)
    parts: Mapping[RecordType, Iterable[Any]] = {
        "contact": snapshot.contacts,
        "activity": snapshot.activities,
        "stage_change": snapshot.stage_changes,
        "field_change": snapshot.field_changes,
        "line_item": snapshot.line_items,
    }
    for kind, rows in parts.items():
        for one in rows:
            yield RecordRef(type=kind, id=one.id, connection=snapshot.connection)

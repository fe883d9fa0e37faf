"""Deep links into the CRM for evidence of a deal that was read from the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from ...insights import Evidence
from ...records import DealSnapshot
from ..connections import Connections
from .advising import linked

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Linking:
    """Asks the connector behind a deal for the addresses of its records. Nothing is called for that."""

    connections: Connections

    def of(
        self, workspace: str, evidence: Iterable[Evidence], snapshot: DealSnapshot | None
    ) -> list[Evidence]:
        """Return evidence with links; as it is where there is no CRM to open, or its connector is out of order."""
        found = list(evidence)
        if snapshot is None or not found:
            return found
        try:
            if not self.connections.is_live(self.connections.row(workspace, snapshot.connection)):
                return found
            with self.connections.open(workspace, snapshot.connection) as connector:
                url_of = connector.record_url
                # What comes from elsewhere, such as a document, has no page in this CRM.
                return [
                    linked(one, snapshot, url_of) if one.record.connection == snapshot.connection else one
                    for one in found
                ]
        except Exception as error:  # noqa: BLE001  # a connector may be anybody's, and no answer waits for a link
            log.warning("evidence_unlinked", connection=snapshot.connection, error=type(error).__name__)
            return found

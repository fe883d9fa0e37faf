"""A dry run: what new advice for a deal would write into the CRM, without writing or keeping anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...errors import NotFoundError
from ...insights import Insight
from ...ports.connector import Connector, PreviewsFields, ReadsRecords, WriteFields
from ...records import Deal, Outcome
from ...store import OutboxRow, Store
from ..connections import Connections
from ..narrowing import Narrowing
from ..write_back.planning import command_of
from ..write_back.turns import last_written
from .advising import Advising

UNKNOWN = "unknown"
"""Of a field whose present value the connector can't read beforehand."""


@dataclass(frozen=True)
class PlannedWrite:
    """One write that would be made.

    `before` and `after` are by field; of a note or task, which are new, `before` is empty. `conflicts` maps
    the fields that would be left alone to the value a person gave them.
    """

    insight_kind: str
    action: str
    target_type: str
    target_id: str
    url: str | None
    before: Mapping[str, Any] = field(repr=False)
    after: Mapping[str, Any] = field(repr=False)
    conflicts: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class PreviewedDeal:
    """Which deal was looked at."""

    id: str
    name: str = field(repr=False)
    url: str | None = field(repr=False)


@dataclass(frozen=True)
class Preview:
    """What would be written now. `insights` are the new versions; none, and no writes, when nothing is new."""

    insights: Sequence[Insight]
    writes: Sequence[PlannedWrite]
    deal: PreviewedDeal


@dataclass(frozen=True)
class Previewing:
    """Plans writes and reads what they would change."""

    store: Store
    connections: Connections
    advising: Advising

    def of_deal(self, workspace: str, connection: str, deal_id: str | None = None) -> Preview:
        """Return what looking at a deal now would write, by reading alone; without an id at some open deal.

        Raises:
            NotFoundError: no such deal, or no open one.
            ConfigurationError: there is no CRM to write to.
        """
        narrowing = self.connections.narrowing(self.connections.row(workspace, connection))
        with self.connections.open(workspace, connection, unchosen=True) as connector:
            chosen = deal_id or self._some_deal(workspace, connection, connector, narrowing)
            snapshot = narrowing.pulled(connector, chosen)
            advice = self.advising.advise(
                workspace, snapshot, ["dry run"], connector.capabilities, connector.record_url
            )
            with self.store.workspace(workspace) as session:
                rows = session.outbox.list(connection=connection, subject=("deal", chosen))
            taken = {row.key for row in rows}
            writes = [
                planned(connector, row, new.insight.kind, last_written(rows))
                for new in advice.new
                for row in new.deliveries
                # The same key is the same delivery: it is there, or on its way.
                if row.key not in taken
            ]
        deal = snapshot.deal
        url = connector.record_url("deal", deal.id)
        return Preview([new.insight for new in advice.new], writes, PreviewedDeal(deal.id, deal.name, url))

    def _some_deal(self, workspace: str, connection: str, connector: Connector, narrowing: Narrowing) -> str:
        """Return an open deal: of those that were read, else of the CRM's first page."""
        with self.store.workspace(workspace) as session:
            held = next((id_ for key, id_ in session.records.deal_ids("open") if key == connection), None)
        if held is not None:
            return held
        pages = connector.changes("deal", None) if isinstance(connector, ReadsRecords) else ()
        for page in pages:
            kept, _ = narrowing.split(page.records, set())
            for one in kept:
                if isinstance(one, Deal) and one.outcome == Outcome.OPEN:
                    return one.id
        raise NotFoundError(f"connection {connection} shows no open deal to try it on")


def planned(connector: Connector, row: OutboxRow, kind: str, expected: Mapping[str, Any]) -> PlannedWrite:
    """Return what a delivery would change now; nothing is written."""
    command = command_of(row, 1, dict(expected))
    before: Mapping[str, Any] = {}
    after = dict(row.command)
    left: Mapping[str, str] = {}
    if isinstance(command, WriteFields):
        after = dict(command.values)
        before = {name: expected.get(name, UNKNOWN) for name in after}
        if isinstance(connector, PreviewsFields):
            seen = connector.preview_fields(command)
            before, after, left = seen.before, dict(seen.after), seen.conflicts
    url = connector.record_url(command.target.type, command.target.id)
    return PlannedWrite(kind, row.action, row.target_type, row.target_id, url, before, after, left)

"""A dry run: what new advice for a deal would write into the CRM, without writing or keeping anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ...insights import Insight
from ...ports.connector import Connector, PreviewsFields, ReadsDeals, WriteFields
from ...store import OutboxRow, Store
from ..connections import Connections
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
class Preview:
    """What would be written now. `insights` are the new versions; none, and no writes, when nothing is new."""

    insights: Sequence[Insight]
    writes: Sequence[PlannedWrite]


@dataclass(frozen=True)
class Previewing:
    """Plans writes and reads what they would change."""

    store: Store
    connections: Connections
    advising: Advising

    def of_deal(self, workspace: str, connection: str, deal_id: str) -> Preview:
        """Return what looking at a deal now would write, by reading alone.

        Raises:
            NotFoundError: no such deal.
            ConfigurationError: there is no CRM to write to.
        """
        with self.connections.open(workspace, connection) as connector:
            snapshot = cast(ReadsDeals, connector).snapshot(deal_id)
            advice = self.advising.advise(
                workspace, snapshot, ["dry run"], connector.capabilities, connector.record_url
            )
            with self.store.workspace(workspace) as session:
                rows = session.outbox.list(connection=connection, subject=("deal", deal_id))
            taken = {row.key for row in rows}
            writes = [
                planned(connector, row, new.insight.kind, last_written(rows))
                for new in advice.new
                for row in new.deliveries
                # The same key is the same delivery: it is there, or on its way.
                if row.key not in taken
            ]
        return Preview([new.insight for new in advice.new], writes)


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

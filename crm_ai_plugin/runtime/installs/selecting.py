"""What there is to read and write in a connected CRM, and an admin's choice of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from ...errors import ConfigurationError, PermanentError, PluginLoadError, UserInputError
from ...ports.connector import Capability, Connector, ReadsRecords
from ...ports.selection import Choice, OffersChoices, ReadsFields, Selection
from ...records import Deal
from ...settings import WriteBackSettings
from ...store import ConnectionRow, Store
from ..connections import Connections
from ..narrowing import selection_of
from ..registry import Registry

_ACTIONS = (
    ("note", Capability.WRITES_NOTES, "notes"),
    ("task", Capability.WRITES_TASKS, "tasks"),
    ("fields", Capability.WRITES_FIELDS, "fields"),
)


class Ask(Protocol):
    """Queues what has to be read anew."""

    def __call__(self, workspace: str, connection: str, *, full: bool) -> bool:
        """Ask for a sync, or for a comparison of everything; return whether workers know of it already."""


@dataclass(frozen=True)
class Offered:
    """What can be chosen, and what is.

    Attributes:
        pipelines: By name; empty where the CRM knows none.
        fields: Deal fields beyond the usual ones, by name.
        writes: Actions that the connection can do, and the logical names of the fields it can write.
        selection: What was chosen.
        read: Names of `fields` that are read at present.
    """

    pipelines: Sequence[Choice]
    fields: Sequence[Choice]
    writes: Sequence[str]
    selection: Selection
    read: Sequence[str]


@dataclass(frozen=True)
class Selecting:
    """Asks CRMs what there is, and keeps what was chosen of it."""

    store: Store
    connections: Connections
    registry: Registry
    settings: WriteBackSettings
    ask: Ask

    def offered(self, workspace: str, key: str) -> Offered:
        """Return what can be chosen for a connection, by asking its CRM.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: there is no CRM to ask behind it.
            CrmAiError: the CRM does not answer.
        """
        row = self.connections.row(workspace, key)
        chosen = selection_of(row)
        with self.connections.open(workspace, key, unchosen=True) as connector:
            pipelines, fields = self._choices(connector)
            able = connector.capabilities
        read = chosen.fields if chosen.fields is not None else self._read(row, fields)
        return Offered(
            # What was chosen and is not there any more can still be left out.
            _with(pipelines, chosen.pipelines or ()),
            _with(fields, read),
            self._writes(able),
            chosen,
            read,
        )

    def choose(self, workspace: str, key: str, selection: Selection, *, by: str) -> bool:
        """Keep a choice, and have what follows from it read: everything is compared when less or more is to be read.

        One that is `open` is kept for a connection that nothing was read through, and nothing is read yet.

        Returns:
            Whether workers know of the sync that this takes, if it takes one.

        Raises:
            NotFoundError: there is no such connection.
            ConfigurationError: it has no CRM behind it, or is switched off.
            UserInputError: an action or a field is named that is not written anyway.
        """
        row = self.connections.row(workspace, key)
        if not self.connections.is_live(row):
            raise ConfigurationError(f"connection {key} has no CRM to choose from", code="connection_passive")
        unknown = set(selection.unwritten) - set(self._writes(frozenset(Capability)))
        if unknown:
            raise UserInputError(
                f"nothing is written under the name {min(unknown)!r}", code="selection_invalid"
            )
        before = selection_of(row)
        # What reads already is not stopped by a choice.
        after = selection.model_copy(update={"open": before.open and selection.open})
        with self.store.system() as system:
            system.connections.set_selection(workspace, key, after.model_dump(mode="json"))
        with self.store.workspace(workspace) as session:
            session.audit.add(by, "selection_changed", f"connection:{key}", after.model_dump(mode="json"))
        if after.open:
            return True
        if before.open:
            return self.ask(workspace, key, full=False)
        if (before.pipelines, before.fields) != (after.pipelines, after.fields):
            return self.ask(workspace, key, full=True)
        return True

    def _choices(self, connector: Connector) -> tuple[Sequence[Choice], Sequence[Choice]]:
        pipelines: Sequence[Choice] = ()
        fields: Sequence[Choice] = ()
        if isinstance(connector, OffersChoices):
            # It may be allowed to read deals and not what they are made of: then they are looked at instead.
            with suppress(PermanentError):
                pipelines, fields = connector.pipelines(), connector.deal_fields()
        if pipelines and fields:
            return pipelines, fields
        seen = _some_deals(connector)
        return (
            pipelines or _choices(deal.pipeline for deal in seen),
            fields
            or ([] if self._asks_by_field(connector) else _choices(n for deal in seen for n in deal.custom)),
        )

    def _asks_by_field(self, connector: Connector) -> bool:
        return isinstance(self.registry.connector(connector.key), ReadsFields)

    def _read(self, row: ConnectionRow, fields: Sequence[Choice]) -> Sequence[str]:
        factory = self.registry.connector(row.connector)
        if isinstance(factory, ReadsFields):
            return tuple(factory.read_fields(row.config))
        return tuple(one.name for one in fields)

    def _writes(self, able: frozenset[Capability]) -> list[str]:
        found = [
            action
            for action, capability, setting in _ACTIONS
            if capability in able and getattr(self.settings, setting)
        ]
        if "fields" in found:
            with suppress(PluginLoadError):
                found += getattr(self.registry.card_host("fields"), "names", ())
        return found


def _some_deals(connector: Connector) -> list[Deal]:
    """Return the deals of a CRM's first page."""
    if not isinstance(connector, ReadsRecords):
        return []
    for page in connector.changes("deal", None):
        if found := [one for one in page.records if isinstance(one, Deal)]:
            return found
        if page.cursor is None:
            break
    return []


def _choices(names: Iterable[str | None]) -> list[Choice]:
    return [Choice(name, name) for name in sorted({one for one in names if one})]


def _with(offered: Sequence[Choice], chosen: Sequence[str]) -> list[Choice]:
    known = {one.name for one in offered}
    return [*offered, *(Choice(name, name) for name in chosen if name not in known)]

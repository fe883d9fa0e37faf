"""The connector that a definition makes: exactly the capabilities that it declares, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, ClassVar

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.connector import (
    Capability,
    ConnectionContext,
    FieldsPreview,
    Page,
    Quota,
    Receipt,
    WriteFields,
    WriteNote,
    WriteTask,
)
from crm_ai_plugin.ports.selection import Choice
from crm_ai_plugin.records import DealSnapshot, Record, RecordType

from ..http.parallel import Parallel
from . import choices, templates
from .bulk import BulkReader
from .client import RestClient
from .config import RestConfig
from .fields import FieldWriter
from .lookups import Lookups
from .mapping import Mapper
from .model import Definition
from .objects import Objects
from .paging import Pager
from .reader import Reader
from .writer import Writer

KEY = "rest"


class Parts:
    """What a connector is made of."""

    def __init__(self, definition: Definition, config: RestConfig, context: ConnectionContext) -> None:
        self.definition = definition
        self.client = RestClient(definition, config, context)
        self.parallel = Parallel(definition.rate.concurrency, definition.name)
        self.pager = Pager(self.client, definition, config.page_size)
        self.lookups = Lookups(self.pager, definition, context.clock)
        self.mapper = Mapper(definition, self.lookups, self.client.record)
        self.objects = Objects(self.client, self.pager, definition, context.clock)
        self.bulk = BulkReader(definition, self.pager, self.objects, self.mapper, context.clock)
        self.reader = Reader(
            definition,
            self.objects,
            self.pager,
            self.mapper,
            self.parallel,
            context.clock,
            context.connection,
        )
        self.writer = Writer(
            definition, self.client, self.pager, self.objects, self.url, self.reader.company_of
        )
        self.fields = FieldWriter(definition, self.client, self.objects, self.lookups, self.url)
        self.contact_fields = FieldWriter(
            definition, self.client, self.objects, self.lookups, self.url, on="contact"
        )

    def fields_of(self, type: str) -> FieldWriter:  # noqa: A002  # as above
        """Return who writes fields on a type of record; one that takes none refuses."""
        return self.contact_fields if type == "contact" else self.fields

    def url(self, type: RecordType, id: str) -> str | None:  # noqa: A002  # the port's names
        """Return the deep link to a record."""
        for _, resource in self.definition.of_kind(type):
            if resource.url is not None:
                return templates.path(resource.url, {"id": id}, self.client.variables)
        return None


class RestConnector:
    """One account of a declared CRM. Safe to use from several threads."""

    key: ClassVar[str] = KEY
    capabilities: ClassVar[frozenset[Capability]] = frozenset()

    def __init__(self, definition: Definition, config: RestConfig, context: ConnectionContext) -> None:
        self._connection = context.connection
        self._parts = Parts(definition, config, context)

    def __repr__(self) -> str:
        return f"RestConnector({self._parts.definition.name!r}, {self._connection!r})"

    @property
    def fields_on(self) -> frozenset[str]:
        """Types of record that take fields."""
        writes = self._parts.definition.writes
        return frozenset(
            name
            for name, part in (("deal", writes.fields), ("contact", writes.contact_fields))
            if part is not None
        )

    @property
    def notes_on(self) -> frozenset[str]:
        """Types of record that take notes."""
        note = self._parts.definition.writes.note
        return frozenset(note.targets) if note is not None else frozenset()

    @property
    def parts(self) -> Parts:
        """What it is made of, for `check`."""
        return self._parts

    def check(self) -> None:
        """Make one cheap authenticated call.

        Raises:
            ReauthoriseError: the credentials are dead.
            RetryableError: the CRM can't be reached at present.
        """
        probe = self._parts.definition.probe
        self._parts.client.send(self._parts.client.request(probe, probe.method, {}))

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002  # the port's names
        """Return the deep link to a record, without a call."""
        return self._parts.url(type, id)

    def pipelines(self) -> Sequence[Choice]:
        """Return the pipelines, where the definition reads them from a table of the CRM; else none."""
        return choices.pipelines(self._parts.definition, self._parts.lookups)

    def deal_fields(self) -> Sequence[Choice]:
        """Return the further deal fields, where the definition knows their names from a table; else none."""
        return choices.deal_fields(self._parts.definition, self._parts.lookups)

    def close(self) -> None:
        """Release threads and connections."""
        self._parts.parallel.close()
        self._parts.client.close()


class _Bulk(RestConnector):
    def kinds(self) -> Sequence[RecordType]:
        """Return the kinds it can deliver, parents before children."""
        return self._parts.bulk.kinds()

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages from `cursor` on; all but the empty last one carry a cursor."""
        return self._parts.bulk.changes(kind, cursor)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`."""
        return self._parts.bulk.fetch(kind, ids)


class _Deals(RestConnector):
    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
        """
        return self._parts.reader.snapshot(deal_id)


class _Notes(RestConnector):
    def write_note(self, command: WriteNote) -> Receipt:
        """Write a note, once per key."""
        return self._parts.writer.write_note(command)


class _Tasks(RestConnector):
    def write_task(self, command: WriteTask) -> Receipt:
        """Create a task, once per key."""
        return self._parts.writer.write_task(command)


class _Fields(RestConnector):
    def write_fields(self, command: WriteFields) -> Receipt:
        """Set fields of a deal, our own only."""
        return self._parts.fields_of(command.target.type).write(command)

    def preview_fields(self, command: WriteFields) -> FieldsPreview:
        """Return what writing the fields would change now, without writing."""
        return self._parts.fields_of(command.target.type).preview(command)


class _Undo(RestConnector):
    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Remove the note or task, or restore the fields, that the receipt names; return what a person changed."""
        match receipt.undo.get("what"):
            case "object":
                return self._parts.writer.undo(receipt)
            case "fields":
                return self._parts.fields_of(str(receipt.undo.get("type", "deal"))).undo(receipt.undo)
            case _:
                raise UserInputError("this receipt was not made by a REST connector", code="receipt_invalid")


class _Quota(RestConnector):
    def quota(self) -> Quota | None:
        """Return what the latest answer said about the rate limit."""
        return self._parts.client.quota


_ABILITIES: tuple[tuple[Capability, type[RestConnector]], ...] = (
    (Capability.READS_RECORDS, _Bulk),
    (Capability.READS_DEALS, _Deals),
    (Capability.WRITES_NOTES, _Notes),
    (Capability.WRITES_TASKS, _Tasks),
    (Capability.WRITES_FIELDS, _Fields),
    (Capability.REPORTS_QUOTA, _Quota),
)
CAPABILITIES = frozenset({*(capability for capability, _ in _ABILITIES), Capability.READS_HISTORY})
"""What a definition can declare at most."""
_WRITES = {Capability.WRITES_NOTES, Capability.WRITES_TASKS, Capability.WRITES_FIELDS}


@cache
def connector_class(capabilities: frozenset[Capability], history: frozenset[str]) -> type[RestConnector]:
    """Return the class with exactly these capabilities."""
    bases = [part for capability, part in _ABILITIES if capability in capabilities]
    if capabilities & _WRITES:
        bases.append(_Undo)
    members: dict[str, Any] = {"capabilities": capabilities}
    if Capability.READS_HISTORY in capabilities:
        members["history_fields"] = history
    return type("RestConnector", (*bases, RestConnector), members)

"""The HubSpot connector: what the rest of the product sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.ports.connector import (
    Capability,
    ConnectionContext,
    FieldsPreview,
    Page,
    Quota,
    Receipt,
    SetUpRemoved,
    WriteFields,
    WriteNote,
    WriteTask,
)
from crm_ai_plugin.ports.selection import Choice
from crm_ai_plugin.records import DealSnapshot, Record, RecordType

from ..http.parallel import Parallel
from . import choices
from .bulk import KINDS, TOGETHER, BulkReader
from .client import HubSpotClient
from .config import HubSpotConfig
from .convert import Converter
from .definitions import Definitions
from .fields import FIELDS_ON, FieldWriter
from .links import Links
from .mapper.kinds import HISTORY_PROPERTIES, Kinds
from .objects import Objects
from .reader import Reader
from .set_up import SetUp
from .writer import Writer

CAPABILITIES = frozenset(
    {
        Capability.READS_RECORDS,
        Capability.READS_DEALS,
        Capability.READS_HISTORY,
        Capability.WRITES_NOTES,
        Capability.WRITES_FIELDS,
        Capability.WRITES_TASKS,
        Capability.REPORTS_QUOTA,
    }
)


class HubSpotConnector:
    """One HubSpot account. Safe to use from several threads."""

    key: ClassVar[str] = "hubspot"
    capabilities: ClassVar[frozenset[Capability]] = CAPABILITIES
    fields_on: ClassVar[frozenset[str]] = frozenset(FIELDS_ON)
    history_fields: ClassVar[frozenset[str]] = frozenset(HISTORY_PROPERTIES.values())

    def __init__(self, config: HubSpotConfig, context: ConnectionContext) -> None:
        kinds = Kinds(config)
        self._config = config
        self._connection = context.connection
        self._client = HubSpotClient(config, context)
        self._parallel = Parallel(config.parallel, "hubspot")
        self._links = Links(config)
        objects = Objects(self._client)
        self._objects = objects
        self._reader = Reader(objects, kinds, self._parallel, context.clock, context.connection)
        self._bulk = BulkReader(objects, kinds, Converter(objects, kinds, self._reader), context.clock)
        self._writer = Writer(self._client, objects, self._links)
        definitions = Definitions(self._client, config, self._parallel)
        self._set_up = SetUp(self._client, objects, definitions, config)
        self._fields = FieldWriter(self._client, objects, definitions, self._links, config.app_id)

    def __repr__(self) -> str:
        return f"HubSpotConnector({self._connection!r})"

    def check(self) -> None:
        """Make one cheap authenticated call.

        Raises:
            ReauthoriseError: the credentials are dead.
            RetryableError: HubSpot can't be reached at present.
        """
        self._objects.pipelines()

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002  # the port's names
        """Return the deep link of a deal, contact or company; other records have no page of their own."""
        return self._links.record(type, id)

    def close(self) -> None:
        """Release threads and connections."""
        self._parallel.close()
        self._client.close()

    def pipelines(self) -> Sequence[Choice]:
        """Return the deal pipelines."""
        return choices.pipelines(self._objects.pipelines(), self._config)

    def deal_fields(self) -> Sequence[Choice]:
        """Return the deal properties that the account's admins made."""
        return choices.deal_fields(self._objects.deal_properties(), self._config)

    def kinds(self) -> Sequence[RecordType]:
        """Return the kinds it can deliver, parents before children."""
        return KINDS

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages from `cursor` on, oldest change first.

        Every page with records has a cursor, also the last one, so that a later call can go on from there;
        an empty page with the cursor None marks the end.
        """
        return self._bulk.changes(kind, cursor)

    def passes(self) -> Sequence[Sequence[RecordType]]:
        """Return the kinds in groups that are read together."""
        alone = ((kind,) for kind in KINDS if kind not in TOGETHER[1:])
        return [TOGETHER if kind == TOGETHER[0] else (kind,) for (kind,) in alone]

    def changes_together(self, kinds: Sequence[RecordType], cursor: str | None) -> Iterator[Page]:
        """Yield pages of a group's records from `cursor` on, as `changes` does."""
        return self._bulk.changes_together(kinds, cursor)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`; deal contacts and changes go by deal ids."""
        return self._bulk.fetch(kind, ids)

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
            SkippableError: it lies in a pipeline that this connection leaves out.
        """
        return self._reader.snapshot(deal_id)

    def write_note(self, command: WriteNote) -> Receipt:
        """Write a note, once per key."""
        return self._writer.write_note(command)

    def write_fields(self, command: WriteFields) -> Receipt:
        """Set fields of a deal in our own namespace."""
        return self._fields.write(command)

    def write_task(self, command: WriteTask) -> Receipt:
        """Create a task, once per key."""
        return self._writer.write_task(command)

    def preview_fields(self, command: WriteFields) -> FieldsPreview:
        """Return what writing the fields would change now, without writing."""
        return self._fields.preview(command)

    def remove_set_up(self) -> SetUpRemoved:
        """Remove the deal properties and the group that this connector created."""
        return self._set_up.remove()

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Remove the note or task, or restore the fields, that the receipt names; return what a person changed."""
        match receipt.undo.get("what"):
            case "object":
                return self._writer.undo(receipt)
            case "fields":
                return self._fields.undo(receipt.undo)
            case _:
                raise UserInputError(
                    "this receipt was not made by the HubSpot connector", code="receipt_invalid"
                )

    def quota(self) -> Quota | None:
        """Return what the latest answer said about the rate limit."""
        return self._client.quota

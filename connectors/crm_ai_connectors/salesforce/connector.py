"""The Salesforce connector: what the rest of the product sees."""

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
    WriteFields,
    WriteNote,
    WriteTask,
)
from crm_ai_plugin.ports.selection import Choice
from crm_ai_plugin.records import DealSnapshot, Record, RecordType

from ..http.parallel import Parallel
from . import choices
from .bulk_job import BulkJobs
from .changes import ChangesReader
from .client import SalesforceClient
from .config import SalesforceConfig
from .convert import Converter
from .fields import FIELDS_ON, FieldWriter
from .links import Links
from .mapper.history import HISTORY_FIELDS
from .mapper.kinds import SOURCES, Kinds
from .notes import NoteWriter
from .objects import Objects
from .queries import Queries
from .reader import Reader
from .tasks import TaskWriter

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


class SalesforceConnector:
    """One Salesforce org. Safe to use from several threads."""

    key: ClassVar[str] = "salesforce"
    capabilities: ClassVar[frozenset[Capability]] = CAPABILITIES
    fields_on: ClassVar[frozenset[str]] = frozenset(FIELDS_ON)
    history_fields: ClassVar[frozenset[str]] = HISTORY_FIELDS

    def __init__(self, config: SalesforceConfig, context: ConnectionContext) -> None:
        kinds = Kinds(config)
        self._config = config
        self._connection = context.connection
        self._client = SalesforceClient(config, context)
        self._parallel = Parallel(config.parallel, "salesforce")
        self._links = Links(lambda: self._client.org_url, allow_insecure=config.allow_insecure)
        queries = Queries(self._client, config, self._parallel, context.secrets, context.clock)
        self._queries = queries
        self._reader = Reader(queries, kinds, context.clock, context.connection)
        self._changes = ChangesReader(
            queries,
            BulkJobs(self._client),
            kinds,
            Converter(queries, kinds, self._reader),
            self._reader,
            context.clock,
        )
        objects = Objects(self._client, config)
        self._notes = NoteWriter(objects, queries, config, self._links)
        self._tasks = TaskWriter(objects, queries, self._links)
        self._fields = FieldWriter(objects, queries, config, self._links)

    def __repr__(self) -> str:
        return f"SalesforceConnector({self._connection!r})"

    def check(self) -> None:
        """Make one cheap authenticated call: the day's limits.

        Raises:
            ReauthoriseError: the credentials are dead.
            RetryableError: Salesforce can't be reached at present.
        """
        self._client.read_quota()

    def keep_alive(self) -> bool:
        """Use the refresh token of a connection that has been quiet for a week; call it daily.

        Returns:
            Whether that was needed.

        Raises:
            ReauthoriseError: the refresh token is dead.
            RetryableError: it can't be used at present.
        """
        return self._client.keep_alive()

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002  # the port's names
        """Return the deep link of a record; kinds without pages have none."""
        return self._links.record(type, id)

    def close(self) -> None:
        """Release threads and connections."""
        self._parallel.close()
        self._client.close()

    def pipelines(self) -> Sequence[Choice]:
        """Return the record types of opportunities; an org may have none."""
        return choices.record_types(self._queries, self._config)

    def deal_fields(self) -> Sequence[Choice]:
        """Return the fields of opportunities that the org's admins made."""
        return choices.deal_fields(self._client, self._config)

    def kinds(self) -> Sequence[RecordType]:
        """Return the kinds it can deliver, parents before children."""
        return tuple(SOURCES)

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages from `cursor` on, oldest change first.

        Every page but the empty last one has a cursor. Some pages only carry one: a first load by bulk job
        begins so.

        Raises:
            RetryableError: a bulk job is still running; go on later from the latest cursor.
        """
        return self._changes.changes(kind, cursor)

    def passes(self) -> Sequence[Sequence[RecordType]]:
        """Return all kinds as one group: what changed in all of them is asked for in three calls, and in a fourth whatever that needs beside."""
        return [tuple(SOURCES)]

    def changes_together(self, kinds: Sequence[RecordType], cursor: str | None) -> Iterator[Page]:
        """Yield pages of a group's records from `cursor` on, as `changes` does."""
        return self._changes.changes_together(kinds, cursor)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`; deal contacts and changes go by deal ids."""
        return self._changes.fetch(kind, ids)

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal.
            SkippableError: its record type is left out by this connection.
        """
        return self._reader.snapshot(deal_id)

    def write_note(self, command: WriteNote) -> Receipt:
        """Write a note, once per key."""
        return self._notes.write(command)

    def write_fields(self, command: WriteFields) -> Receipt:
        """Set fields of a deal in our own namespace."""
        return self._fields.write(command)

    def write_task(self, command: WriteTask) -> Receipt:
        """Create a task, once per key."""
        return self._tasks.write(command)

    def preview_fields(self, command: WriteFields) -> FieldsPreview:
        """Return what writing the fields would change now, without writing."""
        return self._fields.preview(command)

    def undo(self, receipt: Receipt) -> dict[str, str]:
        """Remove the note or task, or restore the fields, that the receipt names; return what a person changed."""
        match receipt.undo.get("what"):
            case "note":
                return self._notes.undo(receipt)
            case "task":
                return self._tasks.undo(receipt)
            case "fields":
                return self._fields.undo(receipt.undo)
            case _:
                raise UserInputError(
                    "this receipt was not made by the Salesforce connector", code="receipt_invalid"
                )

    def ask_quota(self) -> Quota | None:
        """Ask for the day's limits and return what is left."""
        return self._client.read_quota()

    def quota(self) -> Quota | None:
        """Return what is left of the day's calls, as of the latest answer."""
        return self._client.quota

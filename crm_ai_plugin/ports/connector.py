"""The seam to a CRM: small protocols by capability.

A connector declares what it can do (`capabilities`) and implements exactly that; the contract suite
checks both ways. It maps vendor data to canonical records and raises only errors of
:mod:`crm_ai_plugin.errors`. It never sees a feature.

Reading: `changes` pages through a kind in ascending order of modification, resumable by cursor;
`fetch` returns records by id; `snapshot` brings one deal with everything around it in few calls.

Writing: every command carries an idempotency key. The connector must make a second call with the same
key have no second effect, and must look for the key in the CRM first when `attempt` is above 1, because
an earlier answer may have been lost. A receipt is enough to undo the write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel

from ..records import DealSnapshot, Record, RecordType
from .clock import Clock

if TYPE_CHECKING:
    from .bundle import OpensBundles


class Capability(StrEnum):
    """What a connector can do; each has its protocol below."""

    READS_RECORDS = "reads_records"
    READS_DEALS = "reads_deals"
    READS_HISTORY = "reads_history"
    WRITES_NOTES = "writes_notes"
    WRITES_FIELDS = "writes_fields"
    WRITES_TASKS = "writes_tasks"
    REPORTS_QUOTA = "reports_quota"


@dataclass(frozen=True)
class Refused:
    """Something of the source that is no record: where it lies, why, and how to mend it. No personal data."""

    where: str
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Page:
    """Some records and where to go on. `cursor` is None at the end.

    Attributes:
        records: What was read.
        cursor: Where the next reading goes on.
        deleted_ids: Ids of records that are gone, of `deleted_kind`, or (None) of the first kind that was asked for.
        as_of: When this was true, if that was long before it was read: a prepared result is.
        whole: This page begins a complete delivery: what is neither on it nor on those that follow is gone.
        refused: What could not be read as records.
    """

    records: Sequence[Record]
    cursor: str | None
    deleted_ids: Sequence[str] = ()
    as_of: datetime | None = None
    whole: bool = False
    refused: Sequence[Refused] = ()
    deleted_kind: RecordType | None = None


@dataclass(frozen=True)
class Target:
    """The CRM record a write is about."""

    type: RecordType
    id: str


@dataclass(frozen=True)
class WriteNote:
    """Puts a note on a record. `body_html` is already sanitised; `body_text` is its plain twin."""

    key: str
    target: Target
    body_html: str
    body_text: str
    at: datetime
    attempt: int = 1


@dataclass(frozen=True)
class WriteFields:
    """Sets fields that this product owns.

    `values` maps logical names (``p_win``, ``next_step``) to values; the connector namespaces them.
    `expected` maps logical names to what we last wrote: when the CRM holds something else now, a human
    changed it, the field is left alone and reported in `Receipt.conflicts`.
    """

    key: str
    target: Target
    values: Mapping[str, str | float | None]
    expected: Mapping[str, str | float | None] = field(default_factory=dict)
    attempt: int = 1


@dataclass(frozen=True)
class WriteTask:
    """Creates a task for the deal's owner."""

    key: str
    target: Target
    subject: str
    body_text: str
    due: date
    owner_id: str | None = None
    attempt: int = 1


@dataclass(frozen=True)
class Receipt:
    """What was written, read back, and how to undo it. `undo` is opaque JSON of the connector.

    `created` is False when the write was found already there.
    """

    key: str
    external_id: str
    written: Mapping[str, Any]
    undo: Mapping[str, Any]
    created: bool = True
    url: str | None = None
    conflicts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldsPreview:
    """What a `WriteFields` would do now, by logical name.

    `before` is what the CRM holds of the fields that would change, `after` what they would hold;
    `conflicts` as in `Receipt`.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    conflicts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetUpRemoved:
    """What a connector took out of the CRM, by name, and what it left there and why."""

    removed: Sequence[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quota:
    """What the CRM still allows: calls left in the present window and when it ends."""

    limit: int
    remaining: int
    resets_in_s: float


class Connector(Protocol):
    """What every connector has."""

    key: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]]

    def check(self) -> None:
        """Make one cheap authenticated call.

        Raises:
            ReauthoriseError: the credentials are dead.
            RetryableError: the CRM can't be reached at present.
        """

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002
        """Return the deep link to a record in the CRM, without a call."""

    def close(self) -> None:
        """Release connections; the connector is not used afterwards."""


@runtime_checkable
class ReadsRecords(Protocol):
    """Delivers records of each kind in bulk."""

    def kinds(self) -> Sequence[RecordType]:
        """Return the kinds it can deliver, parents before children."""

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages from `cursor` on (None: from the beginning), oldest change first."""

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`, in any order."""


@runtime_checkable
class ReadsTogether(Protocol):
    """Delivers several kinds in one pass, because one answer of the CRM holds them all. Beside `ReadsRecords`."""

    def passes(self) -> Sequence[Sequence[RecordType]]:
        """Return the kinds in groups that are read together; each kind once, parents before children."""

    def changes_together(self, kinds: Sequence[RecordType], cursor: str | None) -> Iterator[Page]:
        """Yield pages of a group's records from `cursor` on, as `changes` does."""


@runtime_checkable
class StaysAuthorised(Protocol):
    """Its access dies of disuse: somebody has to use it now and then."""

    def keep_alive(self) -> bool:
        """Use the credentials if they have been quiet for long; return whether that was needed.

        Raises:
            ReauthoriseError: they are dead.
            RetryableError: they can't be used at present.
        """


@runtime_checkable
class ReadsDeals(Protocol):
    """Brings one deal with its surroundings."""

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with people, activities and history.

        Raises:
            NotFoundError: no such deal (or it was deleted).
        """


@runtime_checkable
class ReadsHistory(Protocol):
    """Marks that `snapshot` carries stage and field history."""

    history_fields: ClassVar[frozenset[str]]


@runtime_checkable
class WritesNotes(Protocol):
    """Writes notes."""

    def write_note(self, command: WriteNote) -> Receipt: ...


@runtime_checkable
class WritesFields(Protocol):
    """Writes fields in its own namespace.

    A connector that writes them on other records than deals says so in `fields_on`, a set of record types; one that
    takes notes on some records only, in `notes_on`.
    """

    def write_fields(self, command: WriteFields) -> Receipt: ...


@runtime_checkable
class WritesTasks(Protocol):
    """Writes tasks."""

    def write_task(self, command: WriteTask) -> Receipt: ...


@runtime_checkable
class Undoes(Protocol):
    """Takes a write back. Every connector that writes has it."""

    def undo(self, receipt: Receipt) -> Mapping[str, str] | None:
        """Remove what the receipt names; something already gone is success.

        Returns:
            What stayed because a person changed it since: a field's logical name and its value, or ``note`` or
            ``task`` and a word on it. None, too, when nothing did.
        """


@runtime_checkable
class PreviewsFields(Protocol):
    """Can say what a write of fields would do, without doing it."""

    def preview_fields(self, command: WriteFields) -> FieldsPreview: ...


@runtime_checkable
class RemovesSetUp(Protocol):
    """Creates something in the CRM for its own use, and can take it away."""

    def remove_set_up(self) -> SetUpRemoved:
        """Remove what this connector created, save where it holds a value that a person may want.

        Called after everything written was taken back. What is already gone is fine.
        """


@runtime_checkable
class AsksQuota(Protocol):
    """Can ask the CRM what it still allows, by a call of its own. Beside `ReportsQuota`."""

    def ask_quota(self) -> Quota | None:
        """Ask, and return what was said; `quota` knows it from then on."""


@runtime_checkable
class ReportsQuota(Protocol):
    """Knows how much the CRM still allows."""

    def quota(self) -> Quota | None: ...


CAPABILITY_PROTOCOLS: Mapping[Capability, type] = {
    Capability.READS_RECORDS: ReadsRecords,
    Capability.READS_DEALS: ReadsDeals,
    Capability.READS_HISTORY: ReadsHistory,
    Capability.WRITES_NOTES: WritesNotes,
    Capability.WRITES_FIELDS: WritesFields,
    Capability.WRITES_TASKS: WritesTasks,
    Capability.REPORTS_QUOTA: ReportsQuota,
}


class TokenStore(Protocol):
    """Where a connector keeps what it must not lose: OAuth tokens, discovered set-up.

    `exclusive` is held around a refresh, so that one process refreshes at a time.
    """

    def load(self) -> Mapping[str, Any]: ...

    def save(self, secrets: Mapping[str, Any]) -> None: ...

    def exclusive(self) -> Any:  # noqa: ANN401  # a context manager
        ...


class Budget(Protocol):
    """Call budget of one CRM account, shared by all processes."""

    def take(self, group: str, cost: int = 1) -> None:
        """Take `cost` calls of `group`, waiting briefly if need be.

        Raises:
            RateLimitedError: the wait would be too long; carries `retry_after`.
        """

    def punish(self, retry_after: float) -> None:
        """Tell all processes that the CRM answered 429 and when to come back (seconds)."""


@dataclass(frozen=True)
class ConnectionContext:
    """What a factory is given to build the connector of one connection."""

    connection: str
    config: Mapping[str, Any]
    secrets: TokenStore
    budget: Budget
    clock: Clock
    bundles: OpensBundles | None = field(default=None, repr=False)
    """Reads CRMs in files, for who gets records so."""


@runtime_checkable
class StatesLimits(Protocol):
    """A factory whose connections have call limits that follow from more than their own settings."""

    def limits(self, config: Mapping[str, Any]) -> Mapping[str, tuple[int, int]]:
        """Return (calls, seconds) by budget group."""


class ConnectorFactory(Protocol):
    """The object an entry point of ``crm_ai.connectors`` names.

    `config_model` is a pydantic model of the non-secret settings of a connection; its JSON Schema feeds
    docs, manifest and admin form.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]]
    config_model: ClassVar[type[BaseModel]]
    scopes: ClassVar[Mapping[str, str]]
    """Permission → why it is needed."""

    def create(self, context: ConnectionContext) -> Connector: ...

"""The Acme connector: what crm-ai calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote

from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError
from crm_ai_plugin.ports.connector import Capability, ConnectionContext, Page, Receipt, WriteFields, WriteNote
from crm_ai_plugin.records import DealSnapshot, Record, RecordType

from . import mapper
from .client import AcmeClient
from .config import AcmeConfig
from .fields import FieldWriter

_VISIBLE = frozenset({"company", "contact", "email", "call", "meeting", "note"})


class AcmeConnector:
    """One Acme account."""

    key: ClassVar[str] = "acme"
    # What is declared here is what the contract suite asks for, and nothing else.
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.READS_DEALS,
            Capability.READS_RECORDS,
            Capability.WRITES_FIELDS,
            Capability.WRITES_NOTES,
        }
    )

    def __init__(self, config: AcmeConfig, context: ConnectionContext) -> None:
        self._config = config
        self._connection = context.connection
        self._clock = context.clock
        self._client = AcmeClient(config, context)
        self._fields = FieldWriter(self._client)
        self._receipts: dict[str, Receipt] = {}

    def __repr__(self) -> str:
        return f"AcmeConnector({self._connection!r})"

    def check(self) -> None:
        """Make one cheap authenticated call."""
        self._client.get("/me")

    def record_url(self, type: RecordType, id: str) -> str | None:  # the port's names
        path = mapper.PATHS.get(type)
        return f"{self._config.app_base}{path}/{quote(id, safe='')}" if path else None

    def close(self) -> None:
        self._client.close()

    # --- reading ---

    def kinds(self) -> Sequence[RecordType]:
        return tuple(mapper.PATHS)

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        """Yield pages from `cursor` on, oldest change first."""
        for rows, following in self._pages(mapper.PATHS[kind], cursor):
            yield Page(self._records(kind, rows), following)

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        """Return the records that exist among `ids`."""
        return self._records(kind, self._rows(kind, ids))

    def snapshot(self, deal_id: str) -> DealSnapshot:
        """Return the deal with its people and activities."""
        row = self._client.get(f"/deals/{quote(deal_id, safe='')}")
        companies = self._rows("company", [row["company_id"]] if row.get("company_id") else [])
        contacts = self._rows("contact", row.get("contact_ids") or [])
        activities = [
            mapper.activity(one)
            for page, _ in self._pages("/activities", None, deal=deal_id)
            for one in page
            if not mapper.is_ours(one)
        ]
        return DealSnapshot(
            connection=self._connection,
            as_of=self._clock(),
            deal=mapper.deal(row),
            company=mapper.company(companies[0]) if companies else None,
            contacts=tuple(mapper.contact(one) for one in contacts),
            activities=tuple(sorted(activities, key=lambda one: (one.at, one.id))),
            visible=_VISIBLE,
        ).silenced()

    def _pages(
        self, path: str, cursor: str | None, **query: str
    ) -> Iterator[tuple[list[mapper.Row], str | None]]:
        seen = {cursor}
        while True:
            start = {"cursor": cursor} if cursor else {}
            answer = self._client.get(path, limit=self._config.page_size, **start, **query)
            cursor = answer.get("next")
            if cursor in seen and cursor is not None:
                raise PermanentError("Acme's pages go round in a circle", code="paging_loops")
            seen.add(cursor)
            yield answer["items"], cursor
            if cursor is None:
                return

    def _rows(self, kind: RecordType, ids: Sequence[str]) -> list[mapper.Row]:
        size = self._config.page_size
        rows: list[mapper.Row] = []
        for start in range(0, len(ids), size):
            asked = ",".join(ids[start : start + size])
            rows += self._client.get(mapper.PATHS[kind], ids=asked, limit=size)["items"]
        return rows

    def _records(self, kind: RecordType, rows: Sequence[mapper.Row]) -> list[Record]:
        return [mapper.MAPPERS[kind](row) for row in rows if not mapper.is_ours(row)]

    # --- writing ---

    def write_note(self, command: WriteNote) -> Receipt:
        """Put the note on the deal, once per key."""
        return self._write("note", command, command.body_text, command.at)

    def write_fields(self, command: WriteFields) -> Receipt:
        """Set fields of ours on the deal."""
        return self._fields.write(command)

    def undo(self, receipt: Receipt) -> None:
        """Take back what the receipt names; something already gone is success."""
        if receipt.undo["what"] == "fields":
            return self._fields.undo(receipt.undo)
        try:
            self._client.delete(f"/activities/{quote(str(receipt.undo['id']), safe='')}")
        except NotFoundError:
            pass
        self._receipts = {key: one for key, one in self._receipts.items() if one.key != receipt.key}

    def _write(self, kind: str, command: WriteNote, text: str, at: datetime) -> Receipt:
        deal_id = command.target.id
        if command.target.type != "deal":
            raise UserInputError(f"Acme has no {kind} on a {command.target.type}", code="target_invalid")
        known = f"{kind}:{command.key}"
        if known in self._receipts:
            return replace(self._receipts[known], created=False)
        reference = mapper.OURS + command.key
        # An earlier attempt may have gone through although its answer was lost: look before writing again.
        found = self._find(kind, deal_id, reference) if command.attempt > 1 else None
        body = {"deal_id": deal_id, "kind": kind, "text": text, "at": at.isoformat(), "ref": reference}
        made = found or str(self._client.post("/activities", body)["id"])
        self._receipts[known] = Receipt(
            key=command.key,
            external_id=made,
            written=body,
            undo={"what": "activity", "id": made},
            created=found is None,
            url=self.record_url("deal", deal_id),
        )
        return self._receipts[known]

    def _find(self, kind: str, deal_id: str, reference: str) -> str | None:
        for rows, _ in self._pages("/activities", None, deal=deal_id):
            for row in rows:
                if (row["kind"], row.get("ref")) == (kind, reference):
                    return str(row["id"])
        return None

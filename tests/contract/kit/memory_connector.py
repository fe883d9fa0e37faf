"""A connector that keeps every rule, in steps so small that each can be broken alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import (
    Capability,
    Page,
    Quota,
    Receipt,
    WriteFields,
    WriteNote,
    WriteTask,
)
from crm_ai_plugin.records import (
    Activity,
    Company,
    Contact,
    Deal,
    DealSnapshot,
    FieldChange,
    LineItem,
    Record,
    RecordType,
    StageChange,
)

from .memory_crm import CREATED, DEAL, TOKEN, Answer, MemoryCrm, Row

Values = Mapping[str, str | None]
PAGE = 2


class Client:
    """Holds the token, and does not show it."""

    def __init__(self, crm: MemoryCrm) -> None:
        self.crm = crm
        self.token = TOKEN

    def __repr__(self) -> str:
        return "Client(***)"


class MemoryConnector:
    """One account of the memory CRM."""

    key: ClassVar[str] = "memory"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    history_fields: ClassVar[frozenset[str]] = frozenset({"amount"})

    def __init__(self, crm: MemoryCrm) -> None:
        self._client = Client(crm)
        self._receipts: dict[str, Receipt] = {}

    def check(self) -> None:
        self.send(dict)

    def close(self) -> None:
        return None

    def record_url(self, type: RecordType, id: str) -> str | None:  # noqa: A002
        return f"https://crm.example/{type}/{id}"

    def quota(self) -> Quota | None:
        return Quota(100, 60, 5.0)

    # --- calls ---

    @property
    def crm(self) -> MemoryCrm:
        return self._client.crm

    def send(self, do: Any, *, write: bool = False) -> Row:
        try:
            answer = self.crm.call(do, write=write)
        except TimeoutError:
            raise self.no_answer(write=write) from None
        except ConnectionError:
            raise self.broken_off(write=write) from None
        if answer.status >= 400:
            raise self.refusal(answer, write=write)
        if answer.body is None:
            raise self.unreadable(write=write)
        return answer.body

    def no_answer(self, *, write: bool) -> CrmAiError:
        return RetryableError("the CRM did not answer in time", uncertain=write)

    def broken_off(self, *, write: bool) -> CrmAiError:
        return RetryableError("the CRM broke off", uncertain=write)

    def unreadable(self, *, write: bool) -> CrmAiError:
        return RetryableError("the CRM's answer is no JSON", uncertain=write)

    def refusal(self, answer: Answer, *, write: bool) -> CrmAiError:
        match answer.status:
            case 401:
                return ReauthoriseError("connect again")
            case 404:
                return NotFoundError("no such record")
            case 409:
                return ConflictError("somebody else was faster")
            case 429:
                return RateLimitedError("not now", retry_after=self.wait(answer.retry_after or ""))
            case status if status >= 500:
                return RetryableError("the CRM has a bad day")
        return PermanentError("refused", code="forbidden")

    def wait(self, header: str) -> float | None:
        if header.isdigit():
            return float(header)
        return (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()

    # --- reading ---

    def kinds(self) -> Sequence[RecordType]:
        return ("company", "contact", "deal", "activity")

    def changes(self, kind: RecordType, cursor: str | None) -> Iterator[Page]:
        start = self.start(cursor)
        seen = {start}
        while True:
            body = self.send(lambda at=start: self.crm.list(kind, at, PAGE))
            self.notice(body["next"], seen)
            yield self.page(kind, body)
            if body["next"] is None:
                return
            start = body["next"]
            seen.add(start)

    def start(self, cursor: str | None) -> int:
        return int(cursor or 0)

    def notice(self, following: int | None, seen: set[int]) -> None:
        if following in seen:
            raise PermanentError("the CRM's pages go round in a circle")

    def page(self, kind: RecordType, body: Row) -> Page:
        records = [self.record(kind, row) for row in body["rows"]]
        return Page(records, None if body["next"] is None else str(body["next"]))

    def fetch(self, kind: RecordType, ids: Sequence[str]) -> Sequence[Record]:
        rows = self.send(lambda: {"rows": [row for row in self.crm.rows[kind] if row["id"] in ids]})["rows"]
        return [self.record(kind, row) for row in rows]

    def record(self, kind: RecordType, row: Row) -> Record:
        match kind:
            case "company":
                return Company(id=row["id"])
            case "contact":
                return self.contact(row)
            case "deal":
                return self.deal(row)
        return self.activity(row)

    def contact(self, row: Row) -> Contact:
        return Contact(id=row["id"], company_id=row["company"], do_not_profile=row["no_profile"])

    def deal(self, row: Row) -> Deal:
        return Deal(id=row["id"], name=row["name"], stage="Offer", created_at=CREATED)

    def activity(self, row: Row) -> Activity:
        return Activity(id=row["id"], type=row["type"], at=row["at"], body=row["body"], deal_id=DEAL)

    def snapshot(self, deal_id: str) -> DealSnapshot:
        row = self.send(lambda: self.crm.deal(deal_id))["deal"]
        moved = CREATED + timedelta(days=3)
        return DealSnapshot(
            connection="memory-1",
            as_of=datetime.now(UTC),
            deal=self.deal(row),
            contacts=tuple(self.contact(one) for one in self.crm.rows["contact"]),
            activities=tuple(self.activity(one) for one in self.touches()),
            stage_changes=(
                StageChange(deal_id=DEAL, to_stage="New", at=CREATED),
                StageChange(deal_id=DEAL, from_stage="New", to_stage="Offer", at=moved),
            ),
            field_changes=(FieldChange(deal_id=DEAL, field="amount", new="5", at=moved),),
            line_items=(LineItem(deal_id=DEAL, product="boat"),),
            visible=frozenset({"contact", "stage_change", "field_change", "email", "call", "note", "task"}),
        )

    def touches(self) -> list[Row]:
        ours = [
            {**row, "type": row["what"], "at": datetime.now(UTC), "body": row["text"]}
            for row in self.crm.written.values()
        ]
        return [row for row in (*self.crm.rows["activity"], *ours) if row["author"] != "crm-ai"]

    # --- notes and tasks ---

    def write_note(self, command: WriteNote) -> Receipt:
        return self.engage("note", command.target.id, command.key, command.body_text, command.attempt)

    def write_task(self, command: WriteTask) -> Receipt:
        return self.engage("task", command.target.id, command.key, command.subject, command.attempt)

    def engage(self, what: str, deal_id: str, key: str, text: str, attempt: int) -> Receipt:
        if key in self._receipts:
            return replace(self._receipts[key], created=False)
        found = self.find(key) if attempt > 1 else None
        made = found or self.create(what, deal_id, text, key)["id"]
        receipt = Receipt(key, made, {"text": text}, {"what": "row", "id": made}, created=found is None)
        self.remember(receipt)
        return receipt

    def create(self, what: str, deal_id: str, text: str, key: str) -> Row:
        return self.send(lambda: self.crm.create(what, deal_id, text, key), write=True)

    def remember(self, receipt: Receipt) -> None:
        self._receipts[receipt.key] = receipt

    def find(self, key: str) -> str | None:
        rows = self.send(lambda: {"rows": list(self.crm.written.values())})["rows"]
        return next((str(row["id"]) for row in rows if row["ref"] == key), None)

    def undo(self, receipt: Receipt) -> None:
        if receipt.undo["what"] == "row":
            self.take_away(receipt.undo["id"])
        else:
            self.restore(receipt.undo["deal"], receipt.undo["fields"])

    def take_away(self, made: str) -> None:
        self.send(lambda: self.crm.delete(made), write=True)

    # --- fields ---

    def write_fields(self, command: WriteFields) -> Receipt:
        held = self.held()
        wanted = {name: None if value is None else str(value) for name, value in command.values.items()}
        theirs = {name: held.get(name) or "" for name in wanted if self.is_theirs(name, held, command)}
        ours = {name: value for name, value in wanted.items() if name not in theirs}
        changing = {name: value for name, value in ours.items() if held.get(name) != value}
        if changing:
            self.patch(command.target.id, changing)
            self.read_back(command.target.id, changing, held)
        before = {name: [self.before(name, held, value, command), value] for name, value in ours.items()}
        undo = {"what": "fields", "deal": command.target.id, "fields": before}
        return Receipt(command.key, DEAL, ours, undo, created=bool(changing), conflicts=theirs)

    def held(self) -> Values:
        return self.send(lambda: dict(self.crm.fields))

    def patch(self, deal_id: str, values: Values) -> None:
        self.send(lambda: self.crm.patch(deal_id, values), write=True)

    def is_theirs(self, name: str, held: Values, command: WriteFields) -> bool:
        value = held.get(name)
        mine = {command.expected.get(name), command.values[name]}
        return name in command.expected and value not in {None if one is None else str(one) for one in mine}

    def read_back(self, deal_id: str, written: Values, before: Values) -> None:
        now = self.held()
        lost = sorted(name for name, value in written.items() if now.get(name) != value)
        if lost:
            self.patch(deal_id, {name: before.get(name) for name in written if name not in lost})
            raise PermanentError(f"the CRM did not keep {', '.join(lost)}")

    def before(self, name: str, held: Values, value: str | None, command: WriteFields) -> str | None:
        if command.attempt > 1 and held.get(name) == value:
            last = command.expected.get(name)
            return None if last is None else str(last)
        return held.get(name)

    def restore(self, deal_id: str, rows: Mapping[str, Sequence[str | None]]) -> None:
        held = self.held()
        back = {name: before for name, (before, written) in rows.items() if held.get(name) == written}
        self.patch(deal_id, back)

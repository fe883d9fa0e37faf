"""A small CRM in memory, with the bad days that the contract asks for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

from crm_ai_plugin.testing.contracts import BASIC_FAULTS, FaultName, KnownDeal

DEAL = "D1"
MISSING = "D404"
TOKEN = "tok-4f1b77c2e9"
CREATED = datetime(2026, 1, 2, 8, tzinfo=UTC)
STATUSES: Mapping[FaultName, tuple[int, str | None]] = {
    "unauthorised": (401, None),
    "forbidden": (403, None),
    "not_found": (404, None),
    "conflict": (409, None),
    "rate_limited": (429, "7"),
    "rate_limited_until": (429, "date"),
    "server_error": (502, None),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the CRM answers; a `body` that is None can't be read."""

    status: int
    body: Row | None = None
    retry_after: str | None = None


def _people() -> list[Row]:
    return [{"id": f"C{n}", "company": "O1", "no_profile": n == 2} for n in (1, 2, 3)]


def _touches() -> list[Row]:
    kinds = ("email", "call", "note")
    return [
        {"id": f"A{n}", "type": kind, "at": CREATED + timedelta(days=n), "body": "words", "author": "jo"}
        for n, kind in enumerate(kinds, start=1)
    ]


@dataclass
class MemoryCrm:
    """The CRM, and at the same time what the contract sees of it from behind."""

    secrets: tuple[str, ...] = (TOKEN,)
    faults: Collection[FaultName] = frozenset({*BASIC_FAULTS, *STATUSES, "repeated_cursor"})
    rows: dict[str, list[Row]] = field(default_factory=dict)
    written: dict[str, Row] = field(default_factory=dict)
    fields: dict[str, str | None] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    failing: dict[bool, FaultName] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.rows = {
            "company": [{"id": "O1"}],
            "contact": _people(),
            "deal": [{"id": DEAL, "name": "Boats for Bo"}],
            "activity": _touches(),
        }

    def call(self, do: Callable[[], Row | None], *, write: bool) -> Answer:
        """Answer a call as the CRM does today."""
        match self.failing.get(write):
            case "timeout":
                raise TimeoutError("no answer")
            case "lost_answer" if write:
                do()
                raise ConnectionError("connection reset")
            case "malformed":
                do()
                return Answer(200)
            case name if name is not None and name in STATUSES:
                status, wait = STATUSES[name]
                moment = datetime.now(UTC) + timedelta(seconds=9)
                return Answer(status, {}, format_datetime(moment, usegmt=True) if wait == "date" else wait)
        body = do()
        return Answer(404, {}) if body is None else Answer(200, body)

    def deal(self, deal_id: str) -> Row | None:
        return {"deal": self.rows["deal"][0]} if deal_id == DEAL else None

    def list(self, kind: str, start: int, size: int) -> Row:
        end = start + size
        more = end if end < len(self.rows[kind]) else None
        return {
            "rows": self.rows[kind][start:end],
            "next": 1 if self.failing.get(False) == "repeated_cursor" else more,
        }

    def create(self, what: str, deal_id: str, text: str, key: str) -> Row | None:
        if deal_id != DEAL:
            return None
        made = f"W{next(self.numbers)}"
        self.written[made] = {"id": made, "what": what, "text": text, "ref": key, "author": "crm-ai"}
        return self.written[made]

    def delete(self, made: str) -> Row:
        self.written.pop(made, None)
        return {}

    def patch(self, deal_id: str, values: Mapping[str, str | None]) -> Row | None:
        if deal_id != DEAL:
            return None
        self.fields.update({name: value for name, value in values.items() if name not in self.dropped})
        return {}

    # --- from behind ---

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        return sum(row["what"] == what for row in self.written.values())

    def field(self, deal_id: str, name: str) -> str | None:
        return self.fields.get(name)

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        self.fields[name] = value

    def drop_field(self, name: str) -> None:
        self.dropped.add(name)

    def fault(self, name: FaultName, *, writes: bool) -> None:
        self.failing = {writes: name}

    def clear(self) -> None:
        self.failing.clear()
        self.dropped.clear()


KNOWN = KnownDeal(
    deal_id=DEAL,
    name="Boats for Bo",
    missing_id=MISSING,
    contact_ids=("C1", "C2", "C3"),
    activity_ids=("A1", "A2", "A3"),
    stages=("New", "Offer"),
    created_at=CREATED,
    do_not_profile=("C2",),
    ids={"company": ["O1"], "contact": ["C1", "C2"], "deal": [DEAL], "activity": ["A3"]},
)

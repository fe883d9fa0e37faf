"""A tiny Acme for tests: a server on this machine, seen from behind as the contract suite wants it."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from crm_ai_plugin.testing.contracts import BASIC_FAULTS, FaultName

TOKEN = "fake-token-7d41c9"
Row = dict[str, Any]
_STATUS: dict[FaultName, int] = {
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "rate_limited": 429,
    "rate_limited_until": 429,
    "server_error": 502,
}


class FakeAcme:
    """State, server and faults. Start it with ``with FakeAcme() as crm: ... crm.url``."""

    secrets = (TOKEN,)
    faults = frozenset({*BASIC_FAULTS, *_STATUS, "repeated_cursor"})

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in _seed()}
        for name, rows in _seed().items():
            self.rows[name] = {row["id"]: row for row in rows}
        self._failing: dict[bool, FaultName] = {}
        self._dropped: set[str] = set()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FakeAcme:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()
        self._server.shutdown()
        self._server.server_close()

    # --- what the API does ---

    def answer(self, method: str, path: str, query: dict[str, str], body: Row) -> tuple[int, Row]:
        name, _, id = path.strip("/").partition("/")
        if name == "me":
            return 200, {"account": "acme-1"}
        rows = self.rows.get(name)
        if rows is None or (id and id not in rows):
            return 404, {}
        match method:
            case "GET":
                return 200, rows[id] if id else self._list(list(rows.values()), query)
            case "POST":
                if body.get("deal_id") not in self.rows["deals"]:
                    return 404, {}
                made = f"{name[0].upper()}{len(rows) + 1}x"
                rows[made] = {**body, "id": made}
                return 201, rows[made]
            case "PATCH":
                rows[id].update({key: value for key, value in body.items() if key not in self._dropped})
                return 200, rows[id]
        rows.pop(id)
        return 200, {}

    def _list(self, rows: list[Row], query: dict[str, str]) -> Row:
        if "ids" in query:
            rows = [row for row in rows if row["id"] in query["ids"].split(",")]
        if "deal" in query:
            rows = [row for row in rows if row.get("deal_id") == query["deal"]]
        start, size = int(query.get("cursor", 0)), int(query.get("limit", 100))
        more = str(start + size) if start + size < len(rows) else None
        loops = self._failing.get(False) == "repeated_cursor"
        return {"items": rows[start : start + size], "next": "1" if loops else more}

    def bad_day(self, write: bool) -> FaultName | None:
        return self._failing.get(write)

    def wait_out(self) -> None:
        """Stay silent until the fault ends."""
        self._over.wait(5)

    # --- the CRM from behind ---

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        rows = self.rows["activities"].values()
        return sum(row["kind"] == what and row["deal_id"] == deal_id for row in rows)

    def field(self, deal_id: str, name: str) -> str | None:
        value = self.rows["deals"][deal_id].get(f"crm_ai_{name}")
        return None if value is None else str(value)

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        self.rows["deals"][deal_id][f"crm_ai_{name}"] = value

    def drop_field(self, name: str) -> None:
        self._dropped.add(f"crm_ai_{name}")

    def fault(self, name: FaultName, *, writes: bool) -> None:
        self._over.clear()
        self._failing = {writes: name}

    def clear(self) -> None:
        self._failing = {}
        self._dropped = set()
        self._over.set()


def _seed() -> dict[str, list[Row]]:
    deal = {"deal_id": "D1", "contact_ids": ["P1"]}
    return {
        "companies": [{"id": "O1", "name": "Bolt Boats", "website": "bolt.example"}],
        "contacts": [
            {"id": "P1", "first_name": "Ada", "company_id": "O1", "job": "CFO"},
            {"id": "P2", "first_name": "Bo", "company_id": "O1", "no_profiling": True},
            {"id": "P3", "first_name": "Cy", "company_id": "O1"},
        ],
        "deals": [
            {
                "id": "D1",
                "title": "Boats for Bolt",
                "company_id": "O1",
                "contact_ids": ["P1", "P2"],
                "stage": "Offer",
                "value": 12_000,
                "currency": "EUR",
                # Acme gives times with an offset; in UTC it is one hour earlier.
                "created": "2026-01-05T10:00:00+01:00",
            }
        ],
        "activities": [
            {"id": "A1", "kind": "meeting", "at": "2026-01-20T09:00:00Z", "subject": "Demo", **deal},
            {"id": "A2", "kind": "email", "at": "2026-01-07T09:00:00Z", "text": "Who signs?", **deal},
            {"id": "A3", "kind": "call", "at": "2026-01-09T09:00:00Z", "text": "Asked for terms", **deal},
        ],
    }


def _handler(crm: FakeAcme) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer leaves in one piece, not in two that wait for each other

        def do_GET(self) -> None:
            self._serve()

        do_POST = do_PATCH = do_DELETE = do_GET

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size) or "{}")
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            fault = crm.bad_day(self.command != "GET")
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._send(401, {})
            if fault in _STATUS:
                return self._send(_STATUS[fault], {}, fault)
            if fault == "timeout":
                self.close_connection = True
                return crm.wait_out()
            status, answer = crm.answer(self.command, parts.path, query, body)
            if fault == "lost_answer":
                self.close_connection = True
                return None
            return self._send(status, "{oops" if fault == "malformed" else answer)

        def _send(self, status: int, body: Row | str, fault: FaultName | None = None) -> None:
            raw = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            if fault == "rate_limited":
                self.send_header("Retry-After", "7")
            if fault == "rate_limited_until":
                moment = datetime.now(UTC) + timedelta(seconds=9)
                self.send_header("Retry-After", format_datetime(moment, usegmt=True))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: a request holds the token."""

    return Handler

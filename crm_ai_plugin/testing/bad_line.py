"""A line to a CRM on which everything can go wrong: a proxy on this machine that acts out faults by name.

It stands between a connector and any CRM that can be reached over plain HTTP here, knows nothing of either, and
so brings the same bad days to all of them::

    with BadLine(crm.url, is_write=lambda method, path: method != "GET") as line:
        connector = connect(base_url=line.url)
        line.fault("reset", writes=True)

Faults in `AFTER_EFFECT` let the call through to the CRM and spoil the answer; the others keep it from the CRM.
"""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

LineFault = Literal[
    "401",
    "403",
    "404",
    "409",
    "429 in 7 s",
    "429 until a date",
    "429",
    "500",
    "503",
    "no answer",
    "a web page",
    "no answer, though done",
    "reset in the middle",
    "cut JSON",
    "no JSON",
    "empty",
    "wrong content type",
    "a trickle",
]
AFTER_EFFECT: frozenset[LineFault] = frozenset(
    {
        "no answer, though done",
        "reset in the middle",
        "cut JSON",
        "no JSON",
        "empty",
        "wrong content type",
        "a trickle",
    }
)
RETRY_AFTER_S = 7
PAGE = b"<!doctype html><html><body><h1>Please sign in</h1></body></html>"
_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length", "date", "server"}
_DRIP_S = 0.04
_SILENCE_S = 20.0


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class BadLine:
    """The proxy. `url` is what the connector is given; `calls` are those that met a fault."""

    def __init__(self, target: str, is_write: Callable[[str, str], bool]) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._is_write = is_write
        self._fault: tuple[LineFault, bool] | None = None
        self._over = threading.Event()
        self.calls: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the line."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> BadLine:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()
        self._server.shutdown()
        self._server.server_close()

    def fault(self, name: LineFault, *, writes: bool) -> None:
        """Let all coming calls that write, or all that read, meet a fault."""
        self._over.clear()
        self.calls.clear()
        self._fault = (name, writes)

    def clear(self) -> None:
        """End the fault; calls that wait are let go."""
        self._fault = None
        self._over.set()

    def _struck(self, method: str, path: str) -> LineFault | None:
        if self._fault is None or self._fault[1] != self._is_write(method, path):
            return None
        self.calls.append(f"{method} {urlsplit(path).path}")
        return self._fault[0]

    def _passed_on(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> _Answer:
        connection = http.client.HTTPConnection(*self._target, timeout=_SILENCE_S)
        try:
            connection.request(method, path, body or None, {**headers, "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            return _Answer(answer.status, kept, answer.read())
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A connector opens many connections at a time, and a full queue would look like a fault of its own.
    request_queue_size = 128


def _handler(line: BadLine) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            fault = line._struck(self.command, self.path)  # noqa: SLF001  # two halves of one thing
            if fault is None or fault in AFTER_EFFECT:
                answer = line._passed_on(self.command, self.path, headers, body)  # noqa: SLF001
            else:
                answer = _instead(fault)
            with suppress(ConnectionError):
                self.spoil(fault, answer)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do  # noqa: N815  # names of the base class

        def spoil(self, fault: LineFault | None, answer: _Answer) -> None:
            match fault:
                case "no answer" | "no answer, though done":
                    line._over.wait(_SILENCE_S)  # noqa: SLF001
                    self.close_connection = True
                case "reset in the middle":
                    self.head(answer, len(answer.body) + 100)
                    self.wfile.write(answer.body[: len(answer.body) // 2])
                    self.wfile.flush()
                    # Closed with unsent data thrown away, which the other side sees as a reset.
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                    self.close_connection = True
                case "a trickle":
                    self.head(answer, len(answer.body) + 10_000)
                    while not line._over.is_set():  # noqa: SLF001
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        line._over.wait(_DRIP_S)  # noqa: SLF001
                    self.close_connection = True
                case _:
                    spoiled = _spoiled(fault, answer)
                    self.head(spoiled, len(spoiled.body))
                    self.wfile.write(spoiled.body)

        def head(self, answer: _Answer, length: int) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  # the base class's own
            """Stay silent."""

    return Handler


def _instead(fault: LineFault) -> _Answer:
    """Return what is answered without the CRM."""
    if fault == "a web page":
        return _Answer(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
    if fault == "no answer":
        return _Answer(200, {}, b"")
    headers = {"Content-Type": "application/json"}
    if fault == "429 in 7 s":
        headers["Retry-After"] = str(RETRY_AFTER_S)
    elif fault == "429 until a date":
        until = datetime.now(UTC) + timedelta(seconds=RETRY_AFTER_S + 1)
        headers["Retry-After"] = format_datetime(until, usegmt=True)
    return _Answer(int(fault[:3]), headers, json.dumps({"message": "a bad day"}).encode())


def _spoiled(fault: LineFault | None, answer: _Answer) -> _Answer:
    """Return an answer of the CRM as the fault leaves it."""
    match fault:
        case "cut JSON":
            return _Answer(answer.status, answer.headers, answer.body[: max(1, len(answer.body) // 2)])
        case "no JSON":
            return _Answer(answer.status, answer.headers, b"\x00\xff{]" + answer.body[:20])
        case "empty":
            return _Answer(200, answer.headers, b"")
        case "wrong content type":
            headers = {
                name: value for name, value in answer.headers.items() if name.lower() != "content-type"
            }
            return _Answer(answer.status, {**headers, "Content-Type": "text/plain"}, answer.body)
    return answer

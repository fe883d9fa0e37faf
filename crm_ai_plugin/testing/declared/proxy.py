"""A proxy on this machine between a connector and its CRM, that makes bad days."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from crm_ai_plugin.testing.contracts import FaultName

__all__ = ["FaultProxy", "Reply"]

_STATUSES: Mapping[str, int] = {
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "rate_limited": 429,
    "rate_limited_until": 429,
    "server_error": 502,
}
_WAIT_S = 7
_NOT_PASSED_ON = frozenset(
    ("connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding")
)
_SECONDS = 30.0


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class FaultProxy:
    """Passes calls on to one CRM; on a bad day it answers itself, or cuts what comes back.

    Args:
        origin: Scheme, host and port of the CRM.
        replies: How this CRM shows a fault, where it has a way of its own.
        timeout_s: How long the caller waits for an answer.
    """

    def __init__(self, origin: str, replies: Mapping[FaultName, Reply], timeout_s: float) -> None:
        self.origin = origin
        self.dropped: str | None = None
        """Name of a field that is taken out of every write."""
        self._replies = replies
        self._patience_s = timeout_s
        self._fault: tuple[FaultName, bool] | None = None
        self._over = threading.Event()
        self._first: dict[tuple[str, str], Reply] = {}
        self._session = requests.Session()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
        self._session.close()

    def strike(self, fault: FaultName, *, writes: bool) -> None:
        """Let all coming calls that write, or all that read, meet a fault."""
        self._first.clear()
        self._fault = (fault, writes)

    def clear(self) -> None:
        """End the fault and pass fields on again."""
        self._fault, self.dropped = None, None

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, *, writes: bool
    ) -> Reply | None:
        """Return the answer to a call; None breaks the connection."""
        fault = self._fault[0] if self._fault is not None and self._fault[1] is writes else None
        if fault is not None and fault in _STATUSES:
            return self._replies.get(fault) or _usual(fault)
        if fault == "timeout":
            self._over.wait(self._patience_s + 0.5)
            return None
        if writes and self.dropped is not None:
            body = _without(body, self.dropped)
        key = (method, target.partition("?")[0])
        if fault == "repeated_cursor" and key in self._first:
            return self._first[key]
        reply = self._passed(method, target, headers, body)
        if fault == "lost_answer" and writes:
            return None
        if fault == "malformed":
            return Reply(reply.status, reply.content[: max(1, len(reply.content) // 2)] + b"{", reply.headers)
        if fault == "repeated_cursor":
            self._first[key] = reply
        return reply

    def _passed(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        sent = {name: value for name, value in headers.items() if name.lower() not in _NOT_PASSED_ON}
        got = self._session.request(
            method,
            self.origin + target,
            headers=sent,
            data=body or None,
            timeout=_SECONDS,
            allow_redirects=False,
        )
        kept = {
            name: self._ours(value)
            for name, value in got.headers.items()
            if name.lower() not in _NOT_PASSED_ON
        }
        content = got.content
        for theirs, ours in ((self.origin, self.url), (_escaped(self.origin), _escaped(self.url))):
            # Addresses of next pages have to come back here.
            content = content.replace(theirs.encode(), ours.encode())
        return Reply(got.status_code, content, kept)

    def _ours(self, text: str) -> str:
        return text.replace(self.origin, self.url)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Nothing: headers and addresses hold secrets."""

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = dict(self.headers.items())
                writes = _writes(self.command, self.path)
                try:
                    reply = proxy.answer(self.command, self.path, headers, body, writes=writes)
                except requests.RequestException:
                    reply = Reply(502, b'{"error": "the CRM does not answer"}')
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                try:
                    self.wfile.write(reply.content)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  # the names are given

        return Handler


def _writes(method: str, path: str) -> bool:
    end = path.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    return method != "GET" and end not in {"search", "query", "find", "list"}


def _usual(fault: str) -> Reply:
    headers = {"Content-Type": "application/json"}
    if fault == "rate_limited":
        headers["Retry-After"] = str(_WAIT_S)
    if fault == "rate_limited_until":
        at = datetime.now(UTC) + timedelta(seconds=_WAIT_S + 1)
        headers["Retry-After"] = format_datetime(at, usegmt=True)
    return Reply(_STATUSES[fault], b"{}", headers)


def _without(body: bytes, name: str) -> bytes:
    """Return a JSON body without the field of that name, wherever it lies."""
    try:
        return json.dumps(_pruned(json.loads(body), name)).encode()
    except ValueError:
        return body


def _pruned(value: Any, name: str) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        return {key: _pruned(one, name) for key, one in value.items() if key != name}
    if isinstance(value, list):
        kept = (one for one in value if not (isinstance(one, dict) and name in {str(x) for x in _keys(one)}))
        return [_pruned(one, name) for one in kept]
    return value


def _keys(row: Mapping[str, Any]) -> list[Any]:
    """Return what may name a field in a row of a list such as ``{"id": 7, "value": ...}``."""
    return [
        value
        for key, value in row.items()
        if key not in {"value", "v"} and not isinstance(value, (dict, list))
    ]


def _escaped(url: str) -> str:
    return url.replace("/", "\\/")

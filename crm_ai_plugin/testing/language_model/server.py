"""A language model's server on loopback, with faults on demand.

Real sockets, so that what goes wrong between two machines can be tried: silence, trickling, broken connections.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote

from crm_ai_plugin.testing.language_model.asked import Answer, Answerer, CutOff, Refuse
from crm_ai_plugin.testing.language_model.filling import filled_answer
from crm_ai_plugin.testing.language_model.server_faults import (
    FaultQueue,
    ModelFault,
    ModelFaultKind,
    error_body,
)
from crm_ai_plugin.testing.language_model.wire import (
    API_PATHS,
    EMBEDDINGS_PATH,
    RequestRefusedError,
    answered,
    asked_of,
    embedded,
    max_output_of,
)

__all__ = ["ModelCall", "ModelServer"]

TRICKLE_S = 0.02
"""Pause between two bytes of a server that trickles: no timeout between bytes ever fires."""
CHUNK = 64_000


@dataclass
class ModelCall:
    """One call as it arrived: `at` is `time.monotonic()`, `tokens` what the answer said it cost."""

    at: float
    path: str
    model: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    status: int = 0
    tokens: int = 0


@dataclass
class ModelServer:
    """Answers ``/v1/responses``, ``/v1/chat/completions``, ``/v1/embeddings`` and ``/v1/models/NAME`` until it is stopped.

    ::

        with ModelServer(adversary("obey_json")) as server:
            server.fault("rate_limit", times=2, retry_after_s=1)
            ...  # OPENAI_BASE_URL is server.url
            assert len(server.calls) == 3

    Args:
        answer: What a model says.
        key: The only API key that is accepted; any when empty.
        shutdown_dates: Last day by model, as ``YYYY-MM-DD``; also the models that ``/v1/models`` knows.
        latency_s: Added to every answer.
        port: Port to listen on; 0 takes a free one.
    """

    answer: Answerer = filled_answer
    key: str = ""
    shutdown_dates: Mapping[str, str | None] = field(default_factory=dict)
    latency_s: float = 0.0
    port: int = 0
    calls: list[ModelCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults = FaultQueue()
        self.over = threading.Event()
        self._lock = threading.Condition()
        self._server = _Server(("127.0.0.1", self.port), type("Handler", (_Handler,), {"model_server": self}))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="model", daemon=True
        )

    @property
    def url(self) -> str:
        """The base URL, as ``OPENAI_BASE_URL`` takes it."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fault(self, kind: ModelFaultKind, **how: Any) -> None:  # noqa: ANN401  # fields of ModelFault
        """Put a fault in force; `how` are fields of :class:`ModelFault`."""
        self.faults.add(ModelFault(kind, **how))

    def models_called(self) -> list[str]:
        """Return the models that were called, in order."""
        with self._lock:
            return [call.model for call in self.calls]

    def heard(self, number: int, wait_s: float) -> bool:
        """Wait until so many calls have arrived: a client that hung up may be ahead of the server."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self.calls) >= number, wait_s)

    def noted(self, call: ModelCall) -> ModelCall:
        """Remember a call."""
        with self._lock:
            self.calls.append(call)
            self._lock.notify_all()
        return call


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that hangs up is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    model_server: ModelServer

    def log_message(self, *_: object) -> None:
        """Tests look at `calls` instead."""

    def do_GET(self) -> None:  # the name is given
        name = unquote(self.path.rpartition("/")[2])
        dates = self.model_server.shutdown_dates
        if name not in dates:
            self._error("wrong_model")
            return
        model = {"id": name, "object": "model", "created": 0, "owned_by": "us", "shutdown_date": dates[name]}
        self._send(200, model)

    def do_POST(self) -> None:
        at = time.monotonic()
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw)
        model = str(body.get("model", ""))
        call = ModelCall(at, self.path, model, dict(self.headers), body)
        self._call = self.model_server.noted(call)
        self.model_server.over.wait(self.model_server.latency_s)
        fault = self.model_server.faults.take(model)
        key = self.model_server.key
        if key and self.headers.get("Authorization") != f"Bearer {key}":
            self._error("wrong_key")
        elif fault is None:
            self._honest(body, self.model_server.answer)
        elif fault.kind in _SPOILED_ANSWERS:
            self._honest(body, lambda _: _SPOILED_ANSWERS[fault.kind])
        elif act := _BROKEN_TRANSPORT.get(fault.kind):
            self.close_connection = True
            with suppress(OSError):
                act(self)
        else:
            self._faulty(fault)

    def _honest(self, body: Mapping[str, Any], answer: Answerer) -> None:
        if self.path == EMBEDDINGS_PATH:
            self._vectors(body)
            return
        api = API_PATHS.get(self.path)
        if api is None:
            self._error("wrong_model")
            return
        try:
            asked = asked_of(api, body)
        except (RequestRefusedError, KeyError, TypeError) as error:
            self._error("bad_request", repr(error))
            return
        answer_body = answered(api, asked, answer(asked), max_output_of(body))
        self._call.tokens = answer_body["usage"]["total_tokens"]
        self._send(200, answer_body)

    def _vectors(self, body: Mapping[str, Any]) -> None:
        try:
            answer_body = embedded(body)
        except (RequestRefusedError, KeyError, TypeError) as error:
            self._error("bad_request", repr(error))
            return
        self._call.tokens = answer_body["usage"]["total_tokens"]
        self._send(200, answer_body)

    def _faulty(self, fault: ModelFault) -> None:
        headers = {}
        if fault.retry_after_s is not None:
            headers = {
                "Retry-After": str(math.ceil(fault.retry_after_s)),
                "Retry-After-Ms": str(int(fault.retry_after_s * 1000)),
            }
        if fault.kind == "bad_json":
            self._send_raw(200, b'{"id": "resp_1", "output": [')
            return
        if fault.kind == "empty_body":
            self._send_raw(200, b"")
            return
        if fault.kind == "server_error":
            _, body = error_body("server_error")
            self._send(fault.status, body, headers)
            return
        self._error(fault.kind, headers=headers)

    def _error(
        self, kind: str, message: str = "as ordered", headers: Mapping[str, str] | None = None
    ) -> None:
        status, body = error_body(kind, message)
        self._send(status, body, headers)

    def _send(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self._send_raw(status, json.dumps(body).encode(), headers)

    def _send_raw(self, status: int, raw: bytes, headers: Mapping[str, str] | None = None) -> None:
        if hasattr(self, "_call"):
            self._call.status = status
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    def stay_silent(self) -> None:
        """Say nothing until the server ends."""
        self.model_server.over.wait()

    def trickle(self, head: bytes) -> None:
        """Send `head`, then one byte at a time without end."""
        self.wfile.write(head)
        while not self.model_server.over.wait(TRICKLE_S):
            self.wfile.write(b" ")

    def flood(self, status: bytes) -> None:
        """Send a body without end."""
        self.wfile.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n\r\n{")
        while not self.model_server.over.is_set():
            self.wfile.write(b" " * CHUNK)


_SPOILED_ANSWERS: Mapping[str, Answer] = {
    "refusal": Refuse(),
    "truncated": CutOff(),
    "content_filter": CutOff("", "content_filter"),
    "bad_output": '{"unexpected": 1}',
    "empty": "",
}
_BODY_BEGINS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
_BROKEN_TRANSPORT: Mapping[str, Callable[[_Handler], None]] = {
    "timeout": _Handler.stay_silent,
    "trickle": lambda handler: handler.trickle(_BODY_BEGINS),
    "trickle_headers": lambda handler: handler.trickle(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "huge": lambda handler: handler.flood(b"200 OK"),
    "huge_error": lambda handler: handler.flood(b"500 Oops"),
    "drop": lambda _: None,
}

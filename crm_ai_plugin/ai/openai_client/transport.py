"""HTTP whose timeouts are deadlines: however slowly the other side drips, the call ends in time.

Timeouts of HTTP clients hold between two bytes, so a server that sends one byte a second is never too slow
for them. Here every operation on the socket gets what is left of the whole call's time. The size of an
answer is bounded in the same place.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from ..deadline import Deadline

MOST_BYTES = 4_000_000
"""Of one answer, headers included: the longest that models give is a tenth of it."""
WRITE_BYTES = 16_384
MOST_CONNECTIONS = 64
KEEPALIVE_S = 30.0

SocketOptions = Iterable[httpcore2.SOCKET_OPTION]


class AnswerTooLargeError(httpcore2.ReadError):
    """The other side sends more than any answer has."""


@dataclass
class _Allowance:
    """What one call may still take."""

    deadline: Deadline
    bytes_left: int = MOST_BYTES
    sent: bool = False

    def seconds(self) -> float:
        left = self.deadline.remaining()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the whole call is over")
        return left

    def took(self, count: int) -> None:
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise AnswerTooLargeError("the answer is too large")


_allowance: ContextVar[_Allowance] = ContextVar("crm_ai_http_allowance")


@contextmanager
def _within(allowance: _Allowance) -> Iterator[None]:
    token = _allowance.set(allowance)
    try:
        yield
    finally:
        _allowance.reset(token)


class _Stream(httpcore2.NetworkStream):
    """A connection that asks the present call's allowance before each step."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        allowance = _allowance.get()
        data = self._inner.read(max_bytes, allowance.seconds())
        allowance.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        allowance = _allowance.get()
        for start in range(0, len(buffer), WRITE_BYTES):
            seconds = allowance.seconds()
            allowance.sent = True
            self._inner.write(buffer[start : start + WRITE_BYTES], seconds)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        seconds = _allowance.get().seconds()
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # the library's own contract
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = _allowance.get().seconds()
        return _Stream(super().connect_tcp(host, port, seconds, local_address, socket_options))


class DeadlineTransport(httpx2.BaseTransport):
    """A pool of connections; a request's read timeout is the time for the whole of it, in seconds.

    Args:
        proxy: URL of an HTTP proxy, or None.
    """

    def __init__(self, proxy: str | None = None) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            proxy=httpcore2.Proxy(proxy) if proxy else None,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read the whole answer.

        Raises:
            httpx2.TimeoutException: the time was over before the answer was complete.
            httpx2.TransportError: no answer, or one that can't be read.
        """
        allowance = _Allowance(Deadline.after(request.extensions["timeout"]["read"]))
        passed_on = httpcore2.Request(
            method=request.method,
            url=str(request.url),
            headers=request.headers.raw,
            content=request.read(),
            extensions={"timeout": {"pool": allowance.seconds()}},
        )
        with _as_httpx(allowance), _within(allowance):
            answer = self._pool.handle_request(passed_on)
            try:
                body = answer.read()
            finally:
                answer.close()
        headers = httpx2.Headers(answer.headers)
        if headers.get("content-encoding", "identity") != "identity":
            # We did not ask for it, and a few packed bytes can be gigabytes.
            raise httpx2.DecodingError("the answer is compressed unasked")
        return httpx2.Response(answer.status, headers=headers, content=body)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


@contextmanager
def _as_httpx(allowance: _Allowance) -> Iterator[None]:
    """Turn errors into those of the layer above; a ``Connect…`` one says that nothing was sent."""
    try:
        yield
    except AnswerTooLargeError as error:
        raise httpx2.DecodingError(str(error)) from error
    except httpcore2.TimeoutException as error:
        kind = httpx2.ReadTimeout if allowance.sent else httpx2.ConnectTimeout
        raise kind(str(error)) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError) as error:
        raise (httpx2.ReadError if allowance.sent else httpx2.ConnectError)(str(error)) from error

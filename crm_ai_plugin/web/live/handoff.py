"""Taking the socket of a request over from the WSGI server.

Servers give it to the app: gunicorn as ``gunicorn.socket``, Werkzeug's as ``werkzeug.socket``. It is detached from the
server's own object, so that whatever the server does to that when the request ends does nothing to the connection.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response

from ..principal import Principal
from .hub import Hub

_SOCKETS = ("gunicorn.socket", "werkzeug.socket")
_PASSED_ON = ("Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version")


def can_hand_off(environ: dict[str, Any]) -> bool:
    """Return whether the server gives its socket away; not one that encrypts by itself."""
    found = _socket(environ)
    return found is not None and not isinstance(found, ssl.SSLSocket)


class Handoff(Response):
    """An answer that the hub gives."""

    def __init__(self, hub: Hub, session: Principal | None) -> None:
        super().__init__(status=101)
        self._hub = hub
        self._session = session

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Give the socket to the hub, and end the request without an answer of the server's."""
        found = _socket(environ)
        if found is None:
            raise RuntimeError("the server keeps its socket")
        handshake = _handshake(environ)
        self._hub.adopt(socket.socket(fileno=found.detach()), handshake, self._session)
        # What each server takes for "the connection is not mine any more".
        raise StopIteration if "gunicorn.socket" in environ else ConnectionAbortedError


def _socket(environ: dict[str, Any]) -> socket.socket | None:
    return next((environ[name] for name in _SOCKETS if environ.get(name) is not None), None)


def _handshake(environ: dict[str, Any]) -> bytes:
    """Return the request as it was, without what only the app had to see: no cookie goes further."""
    lines = ["GET /ws HTTP/1.1"]
    for name in _PASSED_ON:
        value = environ.get("HTTP_" + name.upper().replace("-", "_"))
        if value is not None:
            lines.append(f"{name}: {value}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

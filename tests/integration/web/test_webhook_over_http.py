"""The webhook route behind a real HTTP server: bodies without announced length, and ones that never end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.web_server import Running, served


@pytest.fixture
def running() -> Iterator[Running]:
    with served() as app:
        yield app


def connect(running: Running) -> socket.socket:
    parts = urlsplit(running.url)
    connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)
    connection.sendall(
        f"POST /webhooks/hubspot HTTP/1.1\r\nHost: x\r\nX-HubSpot-Signature-v3: {PLANTED['client secret']}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode()
    )
    return connection


def test_a_chunked_body_is_taken(running: Running) -> None:
    with connect(running) as connection:
        connection.sendall(b"2\r\n[{\r\n3\r\n}] \r\n0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert running.services.intake.taken[0].body == b"[{}] "


def test_a_chunked_body_that_goes_on_is_refused_before_it_ends(running: Running) -> None:
    with connect(running) as connection:
        for _ in range(3):
            connection.sendall(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        # No last chunk: the answer comes although the sender has not finished.
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    assert running.services.intake.taken == []

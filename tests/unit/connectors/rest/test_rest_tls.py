"""A connection to a judged address still proves by its certificate that the name is right."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crm_ai_plugin.guarded_http.pinned import AddressPolicy, pinned_session


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own making for crm.example, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def port(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is given
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up over the certificate is what this is about."""

    server = Server(("127.0.0.1", 0), Handler)
    around = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    around.load_cert_chain(certificate)
    server.socket = around.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def resolve(_: str, port: int, *__: Any, **___: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_right_name_is_called(port: int, certificate: Path) -> None:
    with pinned_session(AddressPolicy(allow_private=True), 1, str(certificate)) as session:
        assert session.get(f"https://crm.example:{port}/", timeout=2).status_code == 200


def test_another_name_at_the_same_address_is_not(port: int, certificate: Path) -> None:
    session = pinned_session(AddressPolicy(allow_private=True), 1, str(certificate))
    with session, pytest.raises(requests.exceptions.SSLError):
        session.get(f"https://other.example:{port}/", timeout=2)


def test_an_unknown_authority_is_not(port: int) -> None:
    session = pinned_session(AddressPolicy(allow_private=True), 1)
    with session, pytest.raises(requests.exceptions.SSLError):
        session.get(f"https://crm.example:{port}/", timeout=2)

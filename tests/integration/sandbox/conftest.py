"""A running sandbox, a client for it, and a receiver of its webhooks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from crm_ai_plugin.testing.sandbox import SalesforceSandbox, SandboxServer
from crm_ai_plugin.testing.world import World, build_world
from tests.fixtures.planted_secrets import PLANTED

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class Client:
    """Calls the API with the app's token."""

    def __init__(self, server: SandboxServer) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(server.auth_headers)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, f"{self.server.url}{path}", timeout=10, **more)

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.call("POST", path, json=body)

    def patch(self, path: str, body: Any) -> requests.Response:
        return self.call("PATCH", path, json=body)


class Receiver:
    """Takes webhook deliveries and answers with the statuses in ``answers``, 200 when there are none left."""

    def __init__(self) -> None:
        self.deliveries: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.deliveries.append((dict(self.headers.items()), body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks/hubspot?account=1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for _, body in self.deliveries for event in json.loads(body)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


@pytest.fixture(scope="session")
def world() -> World:
    return build_world(7, deals=30, now=NOW)


@pytest.fixture
def make_server(world: World) -> Iterator[Callable[..., SandboxServer]]:
    running: list[SandboxServer] = []

    def start(**options: Any) -> SandboxServer:
        server = SandboxServer(world=world, **{"client_secret": PLANTED["client secret"], **options}).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(make_server: Callable[..., SandboxServer]) -> SandboxServer:
    return make_server()


@pytest.fixture
def client(server: SandboxServer) -> Iterator[Client]:
    made = Client(server)
    yield made
    made.session.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def make_org(world: World) -> Iterator[Callable[..., SalesforceSandbox]]:
    running: list[SalesforceSandbox] = []

    def start(**options: Any) -> SalesforceSandbox:
        org = SalesforceSandbox(world=world, **{"client_secret": PLANTED["client secret"], **options}).start()
        running.append(org)
        return org

    yield start
    for org in running:
        org.stop()


@pytest.fixture
def org(make_org: Callable[..., SalesforceSandbox]) -> SalesforceSandbox:
    return make_org()

"""The web app on a real port with a real queue, and pages that listen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, cast

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from werkzeug.serving import WSGIRequestHandler, make_server

from crm_ai_plugin.web import create_app
from crm_ai_plugin.web.live.hub import Hub
from crm_ai_plugin.web.state import EXTENSION, WebState
from tests.integration.web.access_world import World

WAIT_S = 20


class Quiet(WSGIRequestHandler):
    """Says nothing, and reads no second request from a socket that it has given away."""

    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class LiveWorld(World):
    """As `World`, served, with `processes` apps that share nothing but database and queue."""

    def __init__(self, home: Path, url: str, redis_url: str, processes: int = 1) -> None:
        super().__init__(home, url, redis_url)
        self.apps = [create_app(self.services) for _ in range(processes)]
        self._servers = [
            make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet) for app in self.apps
        ]
        self.ports = [server.port for server in self._servers]
        self._threads = [
            threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True) for one in self._servers
        ]
        for thread in self._threads:
            thread.start()

    def state(self, number: int = 0) -> WebState:
        """What one of the apps stands on."""
        return cast(WebState, self.apps[number].extensions[EXTENSION])

    def hub(self, number: int = 0) -> Hub:
        """Its live connections."""
        return self.state(number).hub()

    @contextmanager
    def page(self, number: int = 0, **options: Any) -> Iterator[Page]:
        """A connection that has said nothing yet."""
        url = f"ws://127.0.0.1:{self.ports[number]}/ws"
        given = {"open_timeout": WAIT_S, "close_timeout": WAIT_S, "compression": None} | options
        with connect(url, **given) as socket:
            yield Page(socket)

    def shaken(self, **headers: str) -> tuple[int, Mapping[str, str]]:
        """Return (status, headers) of the answer to a handshake."""
        connection = HTTPConnection("127.0.0.1", self.ports[0], timeout=WAIT_S)
        key = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
        connection.request(
            "GET", "/ws", headers=key | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} | headers
        )
        answer = connection.getresponse()
        connection.close()
        return answer.status, dict(answer.getheaders())

    @contextmanager
    def listening(
        self, *topics: str, bearer: str | None = None, number: int = 0, since: str | None = None
    ) -> Iterator[Page]:
        """A page that listens to topics, with A's key unless told otherwise."""
        with self.page(number) as page:
            page.greet(bearer or self.keys["ws_a"])
            page.subscribe(*topics, since=since)
            yield page

    def close(self) -> None:
        """End it all."""
        for number, server in enumerate(self._servers):
            self.state(number).live.close()
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        super().close()


class Page:
    """What a page does and gets."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, **message: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps(message))

    def get(self) -> dict[str, Any]:
        """Return the next message."""
        return cast("dict[str, Any]", json.loads(self.socket.recv(timeout=WAIT_S)))

    def greet(self, bearer: str) -> str:
        """Say who listens; returns where it begins."""
        self.say(type="auth", bearer=bearer)
        ready = self.get()
        assert ready["type"] == "ready", ready
        return str(ready["at"])

    def subscribe(self, *topics: str, since: str | None = None) -> None:
        """Listen; what comes after that has been subscribed is sure to be told: messages are taken in order."""
        self.say(type="subscribe", topics=list(topics), **({} if since is None else {"since": since}))
        self.settle()

    def settle(self) -> None:
        """Wait until everything said so far was taken: the same again changes nothing and is answered."""
        self.socket.ping().wait(WAIT_S)

    def ended(self) -> int:
        """Wait until it is ended, whatever it is told before, and return the code."""
        try:
            while True:
                self.socket.recv(timeout=WAIT_S)
        except ConnectionClosed:
            assert self.socket.close_code is not None
            return self.socket.close_code

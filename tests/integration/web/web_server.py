"""The app with a fake runtime on a real port, and a real browser to look at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.unit.web.web_fakes import FakeServices, app_of, bearer

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NO_TOURS = """try { localStorage.setItem("crm-ai:tours", '["*"]') } catch {}"""
"""Run before each page: somebody who wants no tours, which would lie over what a test presses."""


class Quiet(WSGIRequestHandler):
    """Chunked bodies like a production server, and no request line on stderr: it would hold the token."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@dataclass(frozen=True)
class Running:
    """A served app."""

    services: FakeServices
    url: str

    def link(self, deal_id: str = "7") -> str:
        """Return a fresh link to a card page."""
        client = app_of(self.services).test_client()
        made = client.post(
            f"/api/cards/deal_coach/deal/{deal_id}/link", json={"by": "owner-5"}, headers=bearer()
        )
        return str(made.get_json()["url"])


@contextmanager
def served() -> Iterator[Running]:
    """Serve a fresh app on a free port of this machine."""
    services = FakeServices()
    server = make_server("127.0.0.1", 0, app_of(services), threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.port}"
    services.settings = services.settings.model_copy(update={"public_url": url})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Running(services, url)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

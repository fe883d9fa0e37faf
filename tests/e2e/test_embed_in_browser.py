"""A page inside a CRM in a real browser: who may frame it, what stays in its address, what hostile words do in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.insights import Insight
from tests.integration.web.live_world import LiveWorld
from tests.integration.web.web_server import CHROMIUM, FLAGS
from tests.unit.cards.test_hostile_text import VECTORS, poisoned

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
ASKED = {
    "kind": "deal_coach",
    "record_type": "deal",
    "record_id": "7",
    "connection": "hubspot-1",
    "crm_user": "5",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[LiveWorld]:
    made = LiveWorld(tmp_path, sqlite_url, redis_url)
    url = f"http://127.0.0.1:{made.ports[0]}"
    made.services.settings = made.services.settings.model_copy(update={"public_url": url})
    yield made
    made.close()


def address(world: LiveWorld) -> str:
    key = {"Authorization": f"Bearer {world.keys['ws_a']}"}
    return str(world.client().post("/api/embed/tokens", json=ASKED, headers=key).get_json()["url"])


@contextmanager
def framing(target: str) -> Iterator[str]:
    """Serve, from an origin of its own, a page that frames another; yields its address."""
    body = f'<!doctype html><title>host</title><iframe id="f" src="{target}"></iframe>'.encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_another_sites_page_shows_neither_card_nor_workspace(world: LiveWorld, browser: Any) -> None:
    for target in (address(world), f"http://127.0.0.1:{world.ports[0]}/app"):
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        with framing(target) as url:
            page.goto(url)
            page.wait_for_load_state("networkidle")
            assert any("frame-ancestors" in text for text in said)
            assert page.frames[1].url.startswith("chrome-error:")
        page.close()


def test_the_crms_page_shows_the_card_and_the_token_goes_from_its_address(
    world: LiveWorld, browser: Any
) -> None:
    with framing(address(world)) as url:
        world.services.frame_ancestors = lambda *_: (url,)  # type: ignore[method-assign]
        page = browser.new_page()
        page.goto(url)
        frame = page.frame_locator("#f")
        frame.get_by_text("Bring the economic buyer into a call").first.wait_for()
        assert "t=" not in page.frames[1].evaluate("location.href")
        assert page.context.cookies() == []
        assert page.frames[1].evaluate("localStorage.length + sessionStorage.length") == 0
        page.close()


def test_hostile_words_in_every_field_stay_words(world: LiveWorld, browser: Any) -> None:
    with world.services.store.workspace("ws_a") as session:
        hostile = poisoned(list(VECTORS), ["javascript:alert(1)"])
        subject = {"type": "deal", "id": "7"}
        same = {"id": "ins_x", "version": 2, "subject": subject, "connection": "hubspot-1"}
        session.insights.add(Insight.model_validate(hostile.model_dump() | same))
    page = browser.new_page()
    dialogs: list[str] = []
    errors: list[str] = []

    def spoken(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", spoken)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address(world))
    page.get_by_text("alert(1)").first.wait_for()
    assert dialogs == errors == []
    assert page.locator("img[onerror], svg[onload], a[href^='javascript:' i], script:not([src])").count() == 0
    page.close()

"""The workspace and an embedded card against the running app: signing in, a card answered, and nobody kept out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from crm_ai_plugin.cli.accounts import setup_link
from tests.e2e.gallery import WEB
from tests.integration.web.access_world import PASSPHRASE, World
from tests.integration.web.web_server import CHROMIUM, FLAGS, Quiet

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)
pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
PRICE = "Answer the open question about price"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def running(world: World) -> Iterator[str]:
    """Serve the world on a free port; yield its address."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.port}"
    world.services.settings = world.services.settings.model_copy(update={"public_url": url})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = World(tmp_path, sqlite_url)
    # The browser's clock is the real one.
    made.now = datetime.now(UTC)
    yield made
    made.close()


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with running(world) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails the test when the policy refuses something, or a script breaks."""
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def usable(page: Any) -> None:
    """Hold what is shown to WCAG 2.2 AA; where the workspace's packages are not installed there is no axe."""
    if not AXE.exists():
        return
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
            .map(({id, nodes}) => [id, nodes.slice(0, 3).map(node => node.html.slice(0, 200))])"""
    )
    assert found == [], json.dumps(found, indent=1)


def test_the_first_admin_is_made_from_the_link_and_signs_in_again(page: Any, world: World, url: str) -> None:
    page.goto(url + "/app")
    page.get_by_role("heading", name="Set up this installation").wait_for()
    page.goto(setup_link(world.services))
    page.get_by_label("Your name").fill("Ada")
    assert "token" not in page.url
    usable(page)
    page.get_by_label("Sign-in name").fill("ada@acme.example")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Make the admin").click()
    page.get_by_role("navigation").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    usable(page)
    page.get_by_label("Sign-in name").fill("ada@acme.example")
    page.get_by_label("Passphrase").fill("not the right words")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.reload()
    page.get_by_role("button", name="Sign out").wait_for()


@pytest.fixture
def with_key(page: Any, world: World, url: str) -> Any:
    """A page signed in with the workspace's key."""
    page.goto(url + "/app")
    page.evaluate("key => sessionStorage.setItem('crm-ai:key', key)", world.keys["ws_a"])
    return page


def test_a_card_is_read_and_answered_on_its_page(with_key: Any, url: str) -> None:
    page = with_key
    page.goto(url + "/app/cards/deal_coach/deal/7")
    page.get_by_role("heading", name=PRICE).wait_for()
    page.wait_for_load_state("networkidle")
    usable(page)
    step = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=PRICE))
    step.get_by_role("button", name="Evidence").press("Enter")
    assert step.get_by_role("link", name="Open in CRM").is_visible()
    page.get_by_role("button", name=f"Mark as done: {PRICE}").click()
    page.get_by_role("button", name=f"Reopen: {PRICE}").wait_for()


def test_language_and_theme_are_kept(with_key: Any, url: str) -> None:
    page = with_key
    page.goto(url + "/app/cards/deal_coach/deal/7")
    page.get_by_label("Language").select_option("de")
    page.get_by_text("90-%-Intervall").first.wait_for()
    page.get_by_label("Hell oder dunkel").select_option("dark")
    light = page.evaluate("getComputedStyle(document.body).color")
    page.reload()
    page.get_by_text("90-%-Intervall").first.wait_for()
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).color") == light
    usable(page)


def test_what_is_not_there_says_so(with_key: Any, url: str) -> None:
    page = with_key
    page.goto(url + "/app/nowhere")
    page.get_by_role("heading", name="There is nothing at this address").wait_for()
    page.goto(url + "/app/cards/deal_coach/deal/8")
    page.get_by_text("There is no advice on this yet.").wait_for()


def embedded(world: World) -> str:
    asked = {"kind": "deal_coach", "record_type": "deal", "record_id": "7", "connection": "hubspot-1"}
    answer = world.client().post(
        "/api/embed/tokens", json=asked, headers={"Authorization": f"Bearer {world.keys['ws_a']}"}
    )
    return str(answer.get_json()["url"])


def test_an_embedded_card_opens_once_and_is_answered(page: Any, world: World, url: str) -> None:
    del url
    link = embedded(world)
    page.goto(link)
    page.get_by_role("heading", name=PRICE).wait_for()
    assert "#" not in page.url
    page.wait_for_load_state("networkidle")
    usable(page)
    page.get_by_role("button", name=f"Mark as done: {PRICE}").click()
    page.get_by_role("button", name=f"Reopen: {PRICE}").wait_for()
    # The token is spent; going back to it opens nothing.
    page.goto("about:blank")
    page.goto(link)
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("heading", name=PRICE).count() == 0


def test_without_a_token_the_frame_says_where_to_get_one(page: Any, world: World, url: str) -> None:
    del url
    page.goto(embedded(world).partition("#")[0])
    page.get_by_role("heading", name="This link is used up or over.").wait_for()
    usable(page)

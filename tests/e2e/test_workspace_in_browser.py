"""The workspace and an embedded card against the running app: signing in, a card answered, and nobody kept out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from crm_ai_plugin.cli.accounts import setup_link
from tests.e2e.browsing import NEEDS, chromium, usable, watched_page
from tests.integration.web.access_world import PASSPHRASE, World
from tests.integration.web.web_server import Quiet

pytestmark = NEEDS
PRICE = "Answer the open question about price"


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
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    with watched_page(browser) as page:
        yield page


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

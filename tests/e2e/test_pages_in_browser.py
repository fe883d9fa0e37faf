"""The workspace's pages in a real browser: nothing jumps while they load, and each is used with the keyboard alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.test_workspace_in_browser import running
from tests.integration.web.access_world import World
from tests.integration.web.web_server import CHROMIUM, FLAGS, NO_TOURS

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)
pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
PAGES = (
    "deals",
    "deals/7?connection=hubspot-1",
    "cards/deal_coach/deal/7",
    "people",
    "objections",
    "win-loss/alerts",
    "connections",
    "keys",
    "approvals",
)
GOOD = 0.1
"""What browsers call good is a shift of up to 0.1 (https://web.dev/articles/cls)."""
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries())
        shifts.push([entry.value, entry.sources.map(({node}) => node?.outerHTML?.slice(0, 160))]);
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The app's address and a key of its workspace."""
    home = tmp_path_factory.mktemp("pages")
    world = World(home, f"sqlite:///{home / 'pages.sqlite'}")
    # The browser's clock is the real one.
    world.now = datetime.now(UTC)
    with running(world) as address:
        yield address, world.keys["ws_a"]
    world.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, url: tuple[str, str]) -> Iterator[Any]:
    """A way to open a page of the workspace signed in, at a width, with tours or without."""
    address, key = url
    contexts = []

    def open_at(path: str, width: int = 1280, *, tours: bool = False, before: str = "") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-US", reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_init_script(
            f"try {{ sessionStorage.setItem('crm-ai:key', {json.dumps(key)}) }} catch {{}}"
        )
        context.add_init_script(before + ("" if tours else NO_TOURS))
        page = context.new_page()
        # Answers take their time, so that what holds their room is seen.
        page.route("**/api/**", lambda route: threading.Timer(0, route.continue_).start())
        page.goto(f"{address}/app/{path}")
        page.locator("main :is(h1, h2)").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.locator("[aria-busy=true]").first.wait_for(state="detached")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_jumps_while_a_page_loads(opened: Any, path: str, width: int) -> None:
    page = opened(path, width, before=SHIFTS)
    shifts = page.evaluate("shifts")
    assert sum(value for value, _ in shifts) < GOOD, json.dumps(shifts, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


WALK = """() => {
    const now = document.activeElement;
    if (!now || now === document.body) return null;
    const look = getComputedStyle(now), box = now.getBoundingClientRect();
    if (!window.walked) window.walked = new Map();
    if (walked.has(now)) return null;
    walked.set(now, walked.size);
    return {
        what: now.outerHTML.slice(0, 120),
        place: [...document.querySelectorAll("*")].indexOf(now),
        marked: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""
UNREACHED = """() => [...document.querySelectorAll(
    "a[href], button:not(:disabled), select, textarea, input, [tabindex='0']")]
    .filter(node => node.checkVisibility() && !walked.has(node))
    // One of a group of radio buttons stands for all.
    .filter(node => node.type !== "radio" || ![...walked.keys()].some(one => one.name === node.name))
    .map(node => node.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", PAGES)
def test_everything_is_reached_with_the_keyboard_in_order_and_seen(opened: Any, path: str) -> None:
    page = opened(path)
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(WALK)
        if stop is None:
            break
        stops.append(stop)
    assert "#main" in stops[0]["what"], "the first stop leads to the content"
    assert [stop["what"] for stop in stops if not stop["marked"]] == [], "where the focus is has to be seen"
    assert [stop["what"] for stop in stops if not stop["seen"]] == [], "what has the focus has to be in sight"
    places = [stop["place"] for stop in stops]
    assert places == sorted(places), "the order of the focus is that of the page"
    assert page.evaluate(UNREACHED) == []


def test_the_first_tour_is_walked_with_the_keyboard_and_stays_away(opened: Any) -> None:
    page = opened("deals", tours=True)
    note = page.get_by_role("dialog", name="Deals")
    note.wait_for()
    assert note.evaluate("node => node === document.activeElement"), (
        "whoever comes with the keyboard is in it"
    )
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Find a deal").wait_for()
    page.get_by_role("button", name="No more tours").press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("link", name="Objections").click()
    page.get_by_role("heading", name="Objections", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name="Show me around").click()
    page.get_by_role("dialog", name="Paste what was said").wait_for()

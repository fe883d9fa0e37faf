"""The workspace's pages in a real browser: nothing jumps while they load, and each is used with the keyboard alone."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, chromium, watched_page
from tests.e2e.test_workspace_in_browser import running
from tests.integration.web.access_world import World

pytestmark = NEEDS
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
LATE_S = 0.2
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries())
        shifts.push([entry.value, entry.sources.map(({node}) => node?.outerHTML?.slice(0, 160))]);
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, _migrated_sqlite: Path) -> Iterator[tuple[str, str]]:
    """The app's address and a key of its workspace."""
    home = tmp_path_factory.mktemp("pages")
    database = shutil.copyfile(_migrated_sqlite, home / "pages.db")
    world = World(home, f"sqlite:///{database}")
    # The browser's clock is the real one.
    world.now = datetime.now(UTC)
    with running(world) as address:
        yield address, world.keys["ws_a"]
    world.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Any, url: tuple[str, str]) -> Iterator[Any]:
    """A way to open a page of the workspace signed in, at a width, with tours or without."""
    address, key = url
    with ExitStack() as pages:

        def open_at(path: str, width: int = 1280, *, tours: bool = False) -> Any:
            size = {"width": width, "height": 900}
            page = pages.enter_context(watched_page(browser, tours=tours, viewport=size))
            page.add_init_script(
                f"try {{ sessionStorage.setItem('crm-ai:key', {json.dumps(key)}) }} catch {{}}"
            )
            page.add_init_script(SHIFTS)
            page.route("**/api/**", late)
            page.goto(f"{address}/app/{path}")
            page.locator("main :is(h1, h2)").first.wait_for()
            page.wait_for_load_state("networkidle")
            page.locator("[aria-busy=true]").first.wait_for(state="detached")
            return page

        yield open_at


def late(route: Any) -> None:
    """Let an answer take its time, so that what holds its room is seen."""
    time.sleep(LATE_S)
    route.continue_()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_jumps_while_a_page_loads(opened: Any, path: str, width: int) -> None:
    page = opened(path, width)
    shifts = page.evaluate("shifts")
    assert sum(value for value, _ in shifts) < GOOD, json.dumps(shifts, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


WALK = """() => {
    const now = document.activeElement;
    if (!now || now === document.body) return null;
    const look = getComputedStyle(now), box = now.getBoundingClientRect();
    if (!window.walked) window.walked = new Map();
    // A field for a time or a day has several stops of its own.
    if (now === [...walked.keys()].at(-1)) return {inside: true};
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
        if not stop.get("inside"):
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

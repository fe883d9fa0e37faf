"""Every component in every state in a real browser: usable by everybody, at every width, under the strict policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e import gallery
from tests.integration.web.web_server import CHROMIUM, FLAGS

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)
pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.needs_node,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
    pytest.mark.skipif(
        not gallery.ready(), reason="the workspace's packages are not installed: npm ci in cards/web"
    ),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = """(within, width) => [...within.querySelectorAll("*")].filter(node => {
    const box = node.getBoundingClientRect();
    // What scrolls by itself, and what is only said, may be wider.
    return box.width && (box.right > width + 1 || box.left < -1) && !node.closest("[role=region][tabindex]")
        && !node.closest(".spoken, svg");
}).slice(0, 5).map(node => [node.closest("section")?.ariaLabel, node.closest("figure")?.dataset.state,
    node.outerHTML.slice(0, 160)])"""
SMALL = """within => [...within.querySelectorAll("button, select, input, textarea")].filter(node => {
    // A box and its words are one target: pressing either ticks it.
    const target = node.matches("[type=checkbox], [type=radio]") ? node.closest("label") ?? node : node;
    const {width, height} = target.getBoundingClientRect();
    return width && (width < 24 || height < 24);
}).map(node => node.outerHTML.slice(0, 120))"""


def violations(page: Any) -> list[dict[str, Any]]:
    """Return what axe finds against the rules in what the page shows."""
    page.evaluate((gallery.WEB / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        # One component in several states has the same landmark several times; no page of the app does.
        """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"],
            rules: {"landmark-unique": {enabled: false}}})).violations
            .map(({id, nodes}) => ({id, where: nodes.slice(0, 3).map(node =>
                [document.querySelector(node.target[0])?.closest("section")?.ariaLabel, node.html.slice(0, 200),
                 node.failureSummary.slice(0, 300)])}))""",
        RULES,
    )
    return found


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with gallery.served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, url: str) -> Iterator[Any]:
    """A way to open the gallery; the test fails when the page complains of anything."""
    complaints: list[str] = []
    contexts = []

    def open_at(width: int, scheme: str, query: str = "") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url + query)
        page.wait_for_selector("figure")
        gallery.settled(page)
        return page

    yield open_at
    for context in contexts:
        context.close()
    # What a boundary caught is told by its name; nothing else may be.
    assert [said for said in complaints if not said.startswith("Error at ")] == []


@pytest.mark.parametrize("scheme", gallery.SCHEMES)
def test_everybody_can_use_every_state(opened: Any, scheme: str) -> None:
    found = violations(opened(1440, scheme))
    assert found == [], json.dumps(found, indent=1)


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (360, "dark", "de")])
def test_everybody_can_use_every_dialog(
    opened: Any, url: str, width: int, scheme: str, language: str
) -> None:
    page = opened(width, scheme)
    asked = gallery.dialogs(page, url)
    assert len(asked) > 20, "the gallery names its dialogs"
    for of, name in asked:
        gallery.open_dialog(page, url, of, name, language)
        dialog = page.get_by_role("dialog")
        assert violations(page) == [], f"{of}, {name}"
        assert dialog.evaluate(SMALL) == [], f"{of}, {name}: WCAG 2.2 asks for 24 by 24"
        assert dialog.evaluate(WIDE, width) == [], f"{of}, {name}"


@pytest.mark.parametrize("width", gallery.WIDTHS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_off_at_any_width(opened: Any, width: int, language: str) -> None:
    page = opened(width, "light", f"?language={language}")
    assert page.locator("main").evaluate(WIDE, width) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_can_be_pressed_is_large_enough(opened: Any) -> None:
    page = opened(360, "light")
    assert page.locator("main").evaluate(SMALL) == [], "WCAG 2.2 asks for 24 by 24"

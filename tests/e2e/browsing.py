"""A browser that complains: pages on which a broken script or a refused policy fails the test, held to WCAG 2.2 AA."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.gallery import WEB
from tests.integration.web.web_server import CHROMIUM, FLAGS, NO_TOURS

NEEDS = [
    pytest.mark.needs_chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
PATIENT = pytest.mark.timeout(900)
"""For what starts the whole product, which a busy machine takes minutes for."""
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser of the machine; without playwright the test is left out."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
    )
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Any, *, tours: bool = False, **options: Any) -> Iterator[Any]:
    """Open a page in a context of its own; a script that breaks or a refusal of the policy fails the test.

    Args:
        tours: Whether somebody comes who has seen none of them yet.
        options: Of the context, in the browser's own words: `viewport`, `locale`, `color_scheme`, ...
    """
    context = browser.new_context(**({"locale": "en-US", "reduced_motion": "reduce"} | options))
    if not tours:
        context.add_init_script(NO_TOURS)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
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

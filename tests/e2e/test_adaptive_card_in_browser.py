"""Adaptive Cards as a host draws them: with Microsoft's own renderer, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_cards.document import Card
from crm_ai_cards.hosts.adaptive_card import AdaptiveCardHost
from tests.e2e import gallery
from tests.integration.web.web_server import CHROMIUM, FLAGS
from tests.unit.cards.card_examples import insight
from tests.unit.cards.test_hostile_text import VECTORS, card_of, poisoned

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make setup with dev requirements"
)
RENDERER = gallery.WEB / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.needs_node,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
    pytest.mark.skipif(
        not RENDERER.exists(), reason="the workspace's packages are not installed: npm ci in cards/web"
    ),
]
KINDS = sorted((gallery.WEB / "src" / "testing" / "cards").glob("*.json"))
DRAW = """given => {
    const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_4);
    const card = new AdaptiveCards.AdaptiveCard();
    card.parse(given, context);
    window.opened = [];
    card.onExecuteAction = action => window.opened.push([action.getJsonTypeName(), action.url]);
    document.body.replaceChildren(card.render());
    const events = Array.from({length: context.eventCount}, (_, at) => context.getEventAt(at).message);
    return [...events, ...card.validateProperties().validationEvents.map(event => event.message)];
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 480, "height": 900})
        yield page
        browser.close()


def drawn(page: Any, card: Card) -> str:
    """Draw the card without a complaint of the renderer, and return what is read."""
    # The renderer remembers between cards where it was in a language's code, and refuses every other "en".
    page.set_content("<!doctype html><title>Host</title><body></body>")
    page.add_script_tag(path=str(RENDERER))
    complaints = page.evaluate(DRAW, json.loads(AdaptiveCardHost().render(card)))
    assert complaints == []
    words: str = page.locator("body").inner_text()
    return words


def test_a_host_shows_what_the_card_says_and_opens_its_evidence(page: Any) -> None:
    words = drawn(page, card_of(insight()))
    for said in (
        "Deal coach: deal 7",
        "62%",
        "Bring the economic buyer into a call",
        "Our CFO has to sign off on anything above 50k",
        "Measured and worded by the engine.",
    ):
        assert said in words
    links = page.locator(".ac-anchor")
    assert links.count() > 0
    links.first.click()
    assert page.evaluate("window.opened") == [["Action.OpenUrl", "https://app.hubspot.com/contacts/1/deal/7"]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 480


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_every_kind_of_card_is_drawn(page: Any, path: Path) -> None:
    card = Card.model_validate_json(path.read_text(encoding="utf-8"))
    assert card.title in drawn(page, card)


def test_a_customers_words_stay_words(page: Any) -> None:
    for vector in VECTORS:
        drawn(page, card_of(poisoned([vector], ["javascript:alert(1)"])))
        assert page.locator("body :is(script, iframe, img, object)").count() == 0
        assert page.locator("[href^='javascript:']").count() == 0

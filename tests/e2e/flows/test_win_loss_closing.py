"""A deal closes in the CRM: why, on the page that is open, with evidence that opens; in a frame; in each language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable, watched_page
from tests.e2e.flows.closed_deals import FACTOR, bring_in_years_before, close, open_deals
from tests.e2e.product import CONNECTION, WORKSPACE, Product, wait_for
from tests.fixtures.json_server import JsonServer, Reply

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 120_000
PRICE = "Your price is too high for us."


@pytest.fixture(scope="module")
def crm_page() -> Iterator[JsonServer]:
    """What serves the CRM's own page, which frames ours."""
    with JsonServer(lambda _asked: Reply()) as server:
        yield server


@pytest.fixture(scope="module")
def environment(crm_page: JsonServer) -> Mapping[str, str]:
    """Let the CRM's page frame ours."""
    return {"CRM_AI_WEB__FRAME_ANCESTORS": json.dumps([crm_page.url])}


@pytest.fixture(scope="module", autouse=True)
def history(product: Product, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Closed deals of the years before, from files: mostly lost where the price was talked about."""
    bring_in_years_before(product, tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def deals_to_close(product: Product) -> Iterator[str]:
    """Open deals, another one each time."""
    return open_deals(product)


@pytest.fixture
def patient(signed_in: Any) -> Any:
    """The admin's page; what is asked for the first time is worked out while they wait."""
    signed_in.set_default_timeout(PATIENCE_MS)
    return signed_in


def talked_about(product: Product, deal: str) -> None:
    """The buyer writes about the price, and all that the CRM told of it has arrived."""
    product.sandbox.mail(deal, "Re: your offer", f"Thanks for the offer. {PRICE}")
    wait_for(product.idle, "what the CRM told")


def section(shown: Any, title: str) -> Any:
    heading = shown.get_by_role("heading", name=title, exact=True)
    return shown.locator("section").filter(has=heading)


def test_a_deal_that_closes_is_explained_while_somebody_looks_at_it(
    patient: Any, product: Product, deals_to_close: Iterator[str]
) -> None:
    page, deal = patient, next(deals_to_close)
    talked_about(product, deal)
    page.goto(product.url(f"/app/win-loss/deals/{deal}"))
    page.get_by_role("heading", name=re.compile("^Open")).wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    page.evaluate("window.nobodyLoadedItAgain = true")
    close(product, deal, "Price")
    page.get_by_role("heading", name=re.compile("^Lost")).wait_for()
    assert page.evaluate("window.nobodyLoadedItAgain")

    reason = section(page, "The stated reason beside the records")
    assert reason.get_by_role("blockquote").first.inner_text() == "Price"
    said = section(page, "What happened").get_by_role("listitem").filter(has_text=PRICE).first
    said.get_by_role("button", name=re.compile("^Evidence")).click()
    said.get_by_role("blockquote").get_by_text(PRICE).wait_for()
    usable(page)
    # The record itself, in the CRM it came from.
    with page.context.expect_page() as opened:
        said.get_by_role("link", name="Open in CRM").first.click()
    assert opened.value.url.startswith(product.sandbox.url)
    opened.value.get_by_text(PRICE).first.wait_for()
    opened.value.close()


def test_the_frame_in_the_crm_explains_the_deal_and_follows_it(
    page: Any, product: Product, crm_page: JsonServer, deals_to_close: Iterator[str]
) -> None:
    deal = next(deals_to_close)
    talked_about(product, deal)
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": 420, "height": 900})
    address = _opened_by_the_crm(page, product, deal)
    body = f'<!doctype html><title>CRM</title><iframe width="400" height="880" src="{address}"></iframe>'
    crm_page.answer = lambda _asked: Reply(body.encode(), headers={"Content-Type": "text/html"})
    page.goto(crm_page.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", level=1, name="Why this deal goes as it goes").wait_for()
    frame.get_by_role("heading", name=re.compile("^Open")).wait_for()
    shown = page.frames[1]
    assert "t=" not in shown.evaluate("location.href")
    assert page.context.cookies() == []
    close(product, deal, "Price")
    frame.get_by_role("heading", name=re.compile("^Lost")).wait_for()
    said = section(frame, "What happened").get_by_role("listitem").filter(has_text=PRICE).first
    said.get_by_role("button", name=re.compile("^Evidence")).click()
    said.get_by_role("blockquote").get_by_text(PRICE).wait_for()
    usable(shown)
    assert shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # What opened it is used up: whoever finds the address sees nothing of the deal.
    with watched_page(page.context.browser) as another:
        another.goto(address)
        another.get_by_text("this page was opened already", exact=False).wait_for()
        assert another.get_by_text("Lost").count() == 0


def _opened_by_the_crm(page: Any, product: Product, deal: str) -> str:
    """Return the address that the CRM's server gets for a frame about the deal."""
    _, key = product.services.api_keys.create(
        WORKSPACE, "the CRM's cards", "ada", role="rep", scopes=("embed", "read")
    )
    answer = page.request.post(
        product.url("/api/embed/tokens"),
        headers={"Authorization": f"Bearer {key}"},
        data={
            "kind": "win_loss",
            "record_type": "deal",
            "record_id": deal,
            "connection": CONNECTION,
            "crm_user": "5",
        },
    )
    assert answer.ok, answer.text()
    return str(answer.json()["url"])


FACES = {
    "de": ("Gewinn und Verlust", "Gewinnquote nach Quartal", "Was geschah", "geht mit Verlieren einher"),
    "fr": ("Gains et pertes", "Taux de gain par trimestre", "Ce qui s’est passé", "va de pair avec la perte"),
    "es": ("Ganadas y perdidas", "Tasa de éxito por trimestre", "Qué ocurrió", "va con perder"),
}
PERCENT = re.compile(r"\d\s%")


def test_the_answers_speak_each_language_and_write_its_numbers(
    patient: Any, product: Product, deals_to_close: Iterator[str]
) -> None:
    page, deal = patient, next(deals_to_close)
    talked_about(product, deal)
    for language, (title, quarters, happened, losing) in FACES.items():
        page.goto(product.url("/app/win-loss"))
        page.locator("select").first.select_option(language)
        page.get_by_role("heading", level=1, name=title).wait_for()
        page.get_by_role("heading", name=quarters).wait_for()
        assert page.locator("html").get_attribute("lang") == language
        row = page.get_by_role("row", name=FACTOR).first
        row.get_by_text(losing).wait_for()
        assert re.search(r"× \d+,\d+", row.inner_text())
        assert not re.search(r"\d\.\d", row.inner_text())
        usable(page)
        page.goto(product.url(f"/app/win-loss/deals/{deal}"))
        page.get_by_role("heading", name=happened).wait_for()
        page.get_by_text(PERCENT).first.wait_for()
        usable(page)

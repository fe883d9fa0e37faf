"""The coach where things are not as they should be: no network, no deals, a CRM that is away, a server that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.testing.sandbox.faults import Fault
from crm_ai_plugin.testing.sandbox.state import Source
from tests.e2e.browsing import NEEDS, PATIENT, usable, watched_page
from tests.e2e.product import CONNECTION, Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 180_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
DONE = re.compile("^Mark as done: ")
AWAY = "The server can't be reached."


@pytest.fixture(scope="module")
def deals() -> int:
    """Each test takes an open one of its own."""
    return 60


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


@contextmanager
def crm_with(product: Product, fault: Fault) -> Iterator[None]:
    """Have every call of the CRM meet a fault."""
    sandbox: Any = product.sandbox
    sandbox.add_fault(fault)
    try:
        yield
    finally:
        sandbox.account.faults.clear()


def open_deal(page: Any, product: Product, deal: str) -> Any:
    page.goto(product.url(f"/app/deals/{deal}"))
    card = page.get_by_role("article")
    card.get_by_role("button", name="Refresh").wait_for()
    page.get_by_role("banner").get_by_text("Live", exact=True).wait_for()
    return card


def test_a_refresh_says_how_far_it_is_and_keeps_what_is_there(
    signed_in: Any, product: Product, advised_deal: str
) -> None:
    page = signed_in
    card = open_deal(page, product, advised_deal)
    steps = card.get_by_role("button", name=DONE).count()
    with product.asleep():
        card.get_by_role("button", name="Refresh").click()
        card.get_by_text("Waiting its turn").wait_for()
        assert card.get_by_role("progressbar").get_attribute("value") is None, "nobody knows how long"
        usable(page)
    with crm_with(product, Fault("latency", times=None, ms=1_500)):
        card.get_by_text("Reading the CRM").wait_for()
        card.get_by_text(re.compile(r"^Step 1 of \d")).wait_for()
        assert card.get_by_role("progressbar").get_attribute("max") == "1"
        assert card.get_by_role("button", name=DONE).count() == steps, "the old card stays"
        usable(page)
    card.get_by_role("progressbar").wait_for(state="detached")
    page.locator("article[data-state=ready]").wait_for()


def test_without_a_network_it_says_so_keeps_what_is_there_and_comes_back(
    signed_in: Any, product: Product, advised_deal: str
) -> None:
    page = signed_in
    card = open_deal(page, product, advised_deal)
    steps = card.get_by_role("button", name=DONE)
    titles = [step.get_attribute("aria-label") for step in steps.all()]
    page.context.set_offline(True)
    page.get_by_role("banner").get_by_text("Offline, tries again").wait_for()
    card.get_by_role("button", name="Refresh").click()
    card.get_by_role("alert").get_by_text(AWAY).wait_for()
    assert [step.get_attribute("aria-label") for step in steps.all()] == titles
    steps.first.click()
    card.get_by_role("listitem").get_by_text("Not saved.").wait_for(state="attached")
    usable(page)
    # Nobody looks at the deal again before it is seen what became of the step.
    with product.asleep():
        page.context.set_offline(False)
        page.get_by_role("banner").get_by_text("Live", exact=True).wait_for()
        # What was pressed meanwhile is done now, without being pressed again.
        card.get_by_role("button", name=str(titles[0]).replace("Mark as done", "Reopen")).wait_for()
        card.get_by_text("Waiting its turn").wait_for()
        assert card.get_by_role("alert").count() == 0
    card.get_by_role("progressbar").wait_for(state="detached")
    page.locator("article[data-state=ready]").wait_for()
    usable(page)


def test_a_deal_that_nothing_was_said_of_says_so_and_offers_to(
    signed_in: Any, product: Product, fresh_deal: str
) -> None:
    page = signed_in
    page.goto(product.url(f"/app/deals/{fresh_deal}"))
    card = page.get_by_role("article")
    card.get_by_text("There is no advice on this yet.").wait_for()
    page.get_by_text("Nothing was said of this deal yet.").wait_for()
    usable(page)
    card.get_by_role("button", name="Work it out").click()
    card.get_by_role("button", name=DONE).first.wait_for()
    page.get_by_role("region", name="What was said before").get_by_role("row").nth(1).wait_for()


def test_a_deal_with_nothing_on_record_is_told_what_is_missing(signed_in: Any, product: Product) -> None:
    page = signed_in
    sandbox: Any = product.sandbox
    service, person = sandbox.account.service, Source("CRM_UI", "userId:1")
    like = sandbox.deal(sandbox.open_deals()[0]).properties
    properties = {"dealname": "Bare ground", "pipeline": like["pipeline"], "dealstage": like["dealstage"]}
    service.create("deals", properties, None, person)
    page.goto(product.url("/app/deals"))
    page.get_by_label("Name, company or id").fill("Bare ground")
    page.get_by_role("button", name="Coach Bare ground", exact=True).click()
    card = page.get_by_role("dialog").get_by_role("article")
    card.get_by_role("heading", name="Add the people to the deal").wait_for()
    card.get_by_text("0 activities on record for this deal").first.wait_for(state="attached")
    usable(page)


def test_a_workspace_without_deals_says_what_to_do(browser: Any, product: Product) -> None:
    with product.services.store.system() as system:
        system.workspaces.ensure("empty", "Empty")
        key = system.api_keys.create("empty", "test")
    with watched_page(browser) as page:
        page.set_default_timeout(LONG_MS)
        page.goto(product.url("/app"))
        page.evaluate("key => sessionStorage.setItem('crm-ai:key', key)", key)
        page.goto(product.url("/app/deals"))
        page.get_by_text("There is no deal here yet. Connect a CRM or import a file first.").wait_for()
        usable(page)
        page.get_by_label("Name, company or id").fill("anything")
        page.get_by_text("No deal holds this in its name or company.").wait_for()


def test_a_state_that_no_deal_is_in_is_not_taken_for_an_empty_workspace(
    browser: Any, product: Product
) -> None:
    with product.services.store.system() as system:
        system.workspaces.ensure("closed", "Closed")
        key = system.api_keys.create("closed", "test")
    with product.services.store.workspace("closed") as session:
        session.records.upsert(CONNECTION, [Deal(id="1", name="Long ago", outcome=Outcome.WON)])
    with watched_page(browser) as page:
        page.set_default_timeout(LONG_MS)
        page.goto(product.url("/app"))
        page.evaluate("key => sessionStorage.setItem('crm-ai:key', key)", key)
        page.goto(product.url("/app/deals"))
        page.get_by_text("No deal is in this state.").wait_for()
        usable(page)
        page.get_by_label("State").select_option("won")
        page.get_by_role("link", name="Long ago").wait_for()


def test_a_crm_that_is_away_is_said_and_the_answer_comes_when_it_is_back(
    signed_in: Any, product: Product, advised_deal: str
) -> None:
    page = signed_in
    card = open_deal(page, product, advised_deal)
    with crm_with(product, Fault("server_error", times=None, status=503)):
        card.get_by_role("button", name="Refresh").click()
        alert = card.get_by_role("alert")
        alert.get_by_text("The deal could not be worked out just now.").wait_for()
        alert.get_by_text("It is tried again by itself; what was said before stays.").wait_for()
        assert card.get_by_role("button", name=DONE).count() > 0
        usable(page)
    # It is: nobody presses anything.
    alert.wait_for(state="detached")
    page.locator("article[data-state=ready]").wait_for()


def test_a_server_that_fails_is_said_in_its_own_words_and_asked_again(
    signed_in: Any, product: Product, advised_deal: str
) -> None:
    page = signed_in
    problem = {
        "type": "about:blank",
        "title": "Away",
        "status": 503,
        "detail": "the database can't be reached",
        "code": "store_away",
    }
    page.route(
        "**/api/cards/**",
        lambda route: route.fulfill(status=503, json=problem, content_type="application/problem+json"),
    )
    page.goto(product.url(f"/app/deals/{advised_deal}"))
    alert = page.get_by_role("article").get_by_role("alert")
    alert.get_by_text("The database can't be reached.").wait_for()
    usable(page)
    page.unroute("**/api/cards/**")
    alert.get_by_role("button", name="Try again").click()
    page.get_by_role("article").get_by_role("button", name=DONE).first.wait_for()


def test_while_newer_data_is_fetched_the_card_says_that_it_is_older(
    signed_in: Any, product: Product, advised_deal: str
) -> None:
    page = signed_in
    card = open_deal(page, product, advised_deal)
    held: list[Any] = []
    there = False

    def answer(route: Any) -> None:
        if there:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/cards/**", answer)
    product.sandbox.mail(advised_deal, "Re", "The budget is frozen. We have no budget left and must pause.")
    card.get_by_text("There is newer data; a fresh answer is on its way.").wait_for()
    assert page.locator("article[data-state=stale]").count() == 1
    usable(page)
    there = True
    for route in held:
        route.continue_()
    page.locator("article[data-state=ready]").wait_for()
    card.get_by_text("Budget said to be frozen or missing: ").first.wait_for()

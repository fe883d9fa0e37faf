"""Win-loss before it has an answer: too few deals, one on its way, none to be had, and one that grows old."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.flows.closed_deals import open_deals
from tests.e2e.product import Product

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 120_000
ASKED = re.compile(r"/api/ai/win-loss-analysis\?")
PRICE = "Your price is too high for us."
AWAY = {"title": "Service Unavailable", "status": 503, "detail": "the database can't be reached", "code": "database_away"}  # fmt: skip


@pytest.fixture(scope="module")
def deals() -> int:
    """So few that nothing can be compared."""
    return 12


@pytest.fixture
def patient(signed_in: Any) -> Any:
    """The admin's page; what is asked for the first time is worked out while they wait."""
    signed_in.set_default_timeout(PATIENCE_MS)
    return signed_in


@contextmanager
def held(page: Any) -> Iterator[list[Any]]:
    """Keep answers on their way until this ends; yields what was asked for meanwhile."""
    waiting: list[Any] = []

    def keep(route: Any) -> None:
        waiting.append(route)

    page.route(ASKED, keep)
    try:
        yield waiting
    finally:
        for route in waiting:
            route.continue_()
        page.unroute(ASKED)


def test_too_few_deals_say_what_is_missing(patient: Any, product: Product) -> None:
    page = patient
    with held(page) as waiting:
        page.goto(product.url("/app/win-loss"))
        # Room is held for what comes, and whoever hears the page is told.
        page.get_by_role("status").filter(has_text="Working the answer out").wait_for()
        usable(page)
        assert waiting
    page.get_by_role("heading", name="Too few closed deals to compare").wait_for()
    page.get_by_text(
        "With 9 closed deals only what changes the odds more than 10 times would show."
    ).wait_for()
    page.get_by_role("heading", name="Who is in the answer, and who is not").wait_for()
    usable(page)


def test_deals_that_no_filter_leaves_say_what_is_missing(patient: Any, product: Product) -> None:
    page = patient
    page.goto(product.url("/app/win-loss"))
    form = page.get_by_role("group", name="Which deals")
    form.get_by_label("Closed before").fill("2001-01-01")
    form.get_by_role("button", name="Explain").click()
    page.get_by_text("No deal here has closed.").wait_for()
    usable(page)


def test_a_failure_is_said_and_trying_again_mends_it(patient: Any, product: Product) -> None:
    page = patient
    page.route(
        ASKED,
        lambda route: route.fulfill(
            status=503, content_type="application/problem+json", body=json.dumps(AWAY)
        ),
    )
    page.goto(product.url("/app/win-loss"))
    alert = page.get_by_role("alert").filter(has_text="The database can't be reached")
    alert.wait_for()
    assert page.get_by_role("heading", name="Too few closed deals to compare").count() == 0
    usable(page)
    page.unroute(ASKED)
    alert.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="Too few closed deals to compare").wait_for()
    assert alert.count() == 0


def test_an_answer_that_grows_old_stays_in_sight_and_says_so(patient: Any, product: Product) -> None:
    page, deal = patient, next(open_deals(product))
    page.goto(product.url(f"/app/win-loss/deals/{deal}"))
    answer = page.get_by_role("heading", name=re.compile("^Open"))
    answer.wait_for()
    page.get_by_text("Live", exact=True).wait_for()
    newer = page.get_by_text("Checking for a newer answer.")
    assert newer.count() == 0
    top = answer.bounding_box()["y"]
    with held(page):
        product.sandbox.mail(deal, "Re", PRICE)
        newer.wait_for()
        assert answer.is_visible()
        # Nothing moves under whoever is reading.
        assert answer.bounding_box()["y"] == top
        usable(page)
    newer.wait_for(state="detached")
    page.get_by_text(PRICE).first.wait_for()

    # What can't be renewed stays as well, below what went wrong.
    page.route(ASKED, lambda route: route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(AWAY)))  # fmt: skip
    product.sandbox.mail(deal, "Re", "It still is.")
    alert = page.get_by_role("alert").filter(has_text="The database can't be reached")
    alert.wait_for()
    assert answer.is_visible()
    page.unroute(ASKED)
    alert.get_by_role("button", name="Try again").click()
    alert.wait_for(state="detached")

"""A rep pastes what a buyer said, takes an answer, makes it their own, rates it and finds it again; by keyboard too."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 120_000
PRICE = "Your price is far too high, the other vendor is a third cheaper."
HOSTILE = (
    '=HYPERLINK("https://evil.example","too expensive") <img src=x onerror=alert(1)> your price is too high'
)


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


@pytest.fixture
def objections(signed_in: Any, product: Product) -> Any:
    """The objections' page of a signed-in rep, whose clipboard may be read."""
    page = signed_in
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(product.url("/app/objections"))
    page.get_by_label("What did the buyer say?").wait_for()
    return page


def clipboard(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def answers(page: Any) -> Any:
    return (
        page.get_by_role("region", name="Answers")
        .get_by_role("listitem")
        .filter(has=page.get_by_role("button", name="Copy", exact=True))
    )


def past(page: Any, text: str) -> Any:
    return (
        page.get_by_role("region", name="Asked before").first.get_by_role("row").filter(has_text=text).first
    )


def test_from_what_was_said_to_an_answer_that_helped(objections: Any, product: Product) -> None:
    page = objections
    usable(page)
    page.get_by_label("What did the buyer say?").fill(PRICE)
    page.get_by_role("button", name="Find answers").click()
    answers(page).first.wait_for()
    assert 2 <= answers(page).count() <= 3
    usable(page)

    # Two or three in the tone that was asked for.
    page.get_by_label("Empathetic").check()
    page.get_by_role("button", name="Find answers").click()
    region = page.get_by_role("region", name="Answers")
    region.get_by_role("heading", name="Consultative").first.wait_for(state="detached")
    region.get_by_role("heading", name="Empathetic").first.wait_for()
    assert 2 <= answers(page).count() <= 3
    assert answers(page).count() == region.get_by_role("heading", name="Empathetic").count()

    answer = answers(page).first
    words = answer.locator("p").first.inner_text()
    answer.get_by_role("button", name="Copy", exact=True).click()
    answer.get_by_text("Copied.").wait_for()
    assert clipboard(page) == words
    past(page, PRICE).filter(has_text="copied").wait_for()

    answer.get_by_role("button", name="Edit").click()
    answer.get_by_label(re.compile("^Your wording")).fill(f"{words} Shall we look at it on Tuesday?")
    usable(page)
    answer.get_by_role("button", name="Copy", exact=True).click()
    past(page, PRICE).filter(has_text="edited").wait_for()
    assert clipboard(page) == f"{words} Shall we look at it on Tuesday?"

    answer.get_by_role("button", name="Helped", exact=True).click()
    past(page, PRICE).filter(has_text="helped").wait_for()

    # It is there again after the page was left, and opens again.
    page.reload()
    answers(page).first.wait_for()
    page.goto(product.url("/app/objections"))
    past(page, PRICE).get_by_role("button").click()
    answers(page).first.wait_for()
    assert page.get_by_role("region", name="Answers").get_by_text(PRICE).count() > 0


def test_by_keyboard_alone(objections: Any, product: Product) -> None:
    page = objections
    typed = f"{PRICE} And by keyboard."
    page.keyboard.press("Alt+O")
    page.keyboard.type(typed)
    page.keyboard.press("Control+Enter")
    answers(page).first.wait_for()
    first = answers(page).first.locator("p").first.inner_text()
    # The answers took the focus, so the number key copies instead of being written.
    page.keyboard.press("1")
    answers(page).first.get_by_text("Copied.").wait_for()
    assert clipboard(page) == first

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                return
        raise AssertionError(f"no way by Tab to {name}")

    tab_to("Edit")
    page.keyboard.press("Enter")
    field = answers(page).first.get_by_label(re.compile("^Your wording"))
    field.wait_for()
    page.keyboard.press("Shift+Tab")  # to Copy
    page.keyboard.press("Shift+Tab")
    for _ in range(10):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" On Tuesday?")
    tab_to("Copy")
    page.keyboard.press("Enter")
    past(page, typed).filter(has_text="edited").wait_for()
    assert clipboard(page) == f"{first} On Tuesday?"
    tab_to("Did not help")
    page.keyboard.press("Enter")
    past(page, typed).filter(has_text="did not help").wait_for()
    page.keyboard.press("Alt+O")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_hostile_words_stay_words_on_the_page_and_in_the_file(objections: Any, product: Product) -> None:
    page = objections
    page.get_by_label("What did the buyer say?").fill(HOSTILE)
    page.get_by_role("button", name="Find answers").click()
    answers(page).first.wait_for()
    assert page.locator("main img").count() == 0
    past(page, "evil.example").wait_for()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save as CSV").click()
    assert caught.value.suggested_filename == "objections.csv"
    rows = list(csv.DictReader(io.StringIO(Path(caught.value.path()).read_text(encoding="utf-8"))))
    told = [row["text"] for row in rows if "evil.example" in row["text"]]
    # A leading apostrophe: no spreadsheet runs it.
    assert told
    assert all(text == f"'{HOSTILE}" for text in told)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_what_was_typed_outlives_a_lost_network(objections: Any, product: Product) -> None:
    page = objections
    field = page.get_by_label("What did the buyer say?")
    field.fill(PRICE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Find answers").click()
    alert = page.get_by_role("alert").filter(has_text="can't be reached")
    alert.wait_for()
    assert field.input_value() == PRICE
    usable(page)
    page.context.set_offline(False)
    alert.get_by_role("button", name="Try again").click()
    answers(page).first.wait_for()


def test_an_objection_is_asked_from_its_deal(signed_in: Any, product: Product) -> None:
    page = signed_in
    deal_id = product.sandbox.open_deals()[0]
    page.goto(product.url(f"/app/deals/{deal_id}?connection={CONNECTION}"))
    page.get_by_role("link", name="Answer an objection").click()
    page.get_by_label("What did the buyer say?").fill("We have no budget left this year.")
    page.get_by_role("button", name="Find answers").click()
    answers(page).first.wait_for()
    page.get_by_role("heading", name="Asked before on this deal").wait_for()
    page.get_by_role("row").filter(has_text="no budget left").wait_for()
    (asked,) = product.services.objections.history("acme", deal_id=deal_id)
    assert asked.text == "We have no budget left this year."
    page.get_by_role("link", name="Back to the deal").click()
    page.get_by_role("heading", level=1, name=product.sandbox.deal_name(deal_id)).wait_for()

"""A rep asks the coach of a deal, answers its steps, and finds them in the history and in its files."""

from __future__ import annotations

import csv
import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, WORKERS, Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 120_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
FIRST, SECOND, THIRD = 0, 1, 2
STEPS = re.compile("^Mark as done: ")


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


@contextmanager
def asleep(product: Product) -> Iterator[None]:
    """Let no worker do anything, as when all of them are busy."""
    pids = [product.supervisor.pids()[name] for name in WORKERS]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def without_advice(product: Product) -> str:
    """Return the name of an open deal that nothing was said of yet."""
    with product.services.store.workspace("acme") as session:
        for deal_id in product.sandbox.open_deals():
            if session.insights.latest("deal_coach", "deal", deal_id, CONNECTION) is None:
                return product.sandbox.deal_name(deal_id)
    raise AssertionError("every open deal was advised on already")


def open_coach(page: Any, product: Product, name: str) -> Any:
    page.goto(product.url("/app/deals"))
    page.get_by_label("Name, company or id").fill(name)
    page.get_by_role("button", name=f"Coach {name}", exact=True).click()
    return page.get_by_role("dialog")


def saved(page: Any, button: Any) -> tuple[str, str]:
    """Press a button that saves a file; return its name and what it holds."""
    with page.expect_download() as caught:
        button.click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_text(encoding="utf-8")


def rows(text: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_from_a_click_to_the_history_and_its_files(signed_in: Any, product: Product) -> None:
    page = signed_in
    name = without_advice(product)
    with asleep(product):
        dialog = open_coach(page, product, name)
        # One click asks, and what is waited for is said.
        dialog.get_by_text("Waiting its turn").wait_for()
        usable(page)
    steps = dialog.get_by_role("button", name=STEPS)
    steps.first.wait_for()
    usable(page)
    titles = [button.get_attribute("aria-label").partition(": ")[2] for button in steps.all()[:3]]

    # Nobody looks at the deal again while it is answered, so the card stays the one that was answered.
    with asleep(product):
        steps.first.click()
        dialog.get_by_role("button", name=f"Reopen: {titles[FIRST]}").wait_for()
        dialog.get_by_role("button", name=f"Dismiss: {titles[SECOND]}").click()
        dialog.get_by_label("Wrong for this deal").check()
        dialog.get_by_label("In your words (optional)").fill("they buy without")
        usable(page)
        dialog.get_by_role("button", name="Dismiss this step").click()
        dialog.get_by_role("button", name=f"Reopen: {titles[SECOND]}").wait_for()
        dialog.get_by_role("button", name=f"Snooze: {titles[THIRD]}").click()
        dialog.get_by_role("radio").first.check()
        dialog.locator("form").get_by_role("button").first.click()
        dialog.get_by_role("button", name=f"Reopen: {titles[THIRD]}").wait_for()

    dialog.get_by_role("link", name="Open the deal").click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    history = page.get_by_role("region", name="What was said before").get_by_role("listitem")
    for title, state in zip(titles, ("done", "dismissed", "snoozed"), strict=True):
        history.filter(has_text=title).filter(has_text=state).first.wait_for()
    usable(page)
    file, text = saved(page, page.get_by_role("button", name="Save as CSV"))
    assert file == "history.csv"
    told = " ".join(row["actions"] for row in rows(text))
    assert all(f"({state})" in told for state in ("done", "dismissed", "snoozed"))
    file, text = saved(page, page.get_by_role("button", name="Save as Markdown"))
    assert (file, text[:1]) == ("history.md", "|")

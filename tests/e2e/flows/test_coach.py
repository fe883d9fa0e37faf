"""A rep asks the coach of a deal nothing was said of yet, waits for the workers, and answers its steps."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, WORKERS, Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 120_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
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


def test_one_click_works_a_deal_out_and_its_steps_are_answered(signed_in: Any, product: Product) -> None:
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
    titles = [button.get_attribute("aria-label").partition(": ")[2] for button in steps.all()[:2]]

    # Nobody looks at the deal again while it is answered, so the card stays the one that was answered.
    with asleep(product):
        steps.first.click()
        dialog.get_by_role("button", name=f"Reopen: {titles[0]}").wait_for()
        dialog.get_by_role("button", name=f"Dismiss: {titles[1]}").click()
        dialog.get_by_label("Wrong for this deal").check()
        dialog.get_by_label("In your words (optional)").fill("they buy without")
        usable(page)

"""The coach without a mouse, and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable, watched_page
from tests.e2e.flows.conftest import coach_button, sign_in
from tests.e2e.product import Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 180_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
DONE, DISMISS, SNOOZE, REOPEN = (
    re.compile(f"^{word}: ") for word in ("Mark as done", "Dismiss", "Snooze", "Reopen")
)
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


class Keys:
    """A person without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, target: Any) -> None:
        """Go on with Tab until it has the focus, where everybody can see it."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if target.count() and target.first.evaluate("one => one === document.activeElement"):
                assert self._is_in_sight()
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, target: Any, key: str = "Enter") -> None:
        self.to(target)
        self.page.keyboard.press(key)

    def _is_in_sight(self) -> bool:
        return bool(
            self.page.evaluate(
                """() => {
                  const {top, bottom} = document.activeElement.getBoundingClientRect();
                  return bottom > 0 && top < innerHeight;
                }"""
            )
        )


def test_by_keyboard_alone_from_the_list_to_the_history(
    signed_in: Any, product: Product, fresh_deal: str
) -> None:
    page, keys = signed_in, Keys(signed_in)
    name = product.sandbox.deal_name(fresh_deal)
    page.goto(product.url("/app/deals"))
    page.get_by_role("button", name=re.compile("^Coach ")).first.wait_for()
    keys.to(page.get_by_label("Name, company or id"))
    page.keyboard.type(fresh_deal)
    coach = coach_button(page, fresh_deal)
    page.get_by_role("row").nth(2).wait_for(state="detached")
    keys.press(coach)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=DONE).first.wait_for()
    with product.asleep():
        keys.press(dialog.get_by_role("button", name=DONE).first)
        dialog.get_by_role("button", name=REOPEN).first.wait_for()
        assert page.evaluate("document.activeElement !== document.body"), "the place is kept"

        keys.press(dialog.get_by_role("button", name=DISMISS).first, "Space")
        reason = dialog.get_by_label("Wrong for this deal")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        while not reason.is_checked():
            page.keyboard.press("ArrowDown")
        keys.to(dialog.get_by_label("In your words (optional)"))
        page.keyboard.type("they buy without")
        page.keyboard.press("Enter")
        dialog.get_by_role("button", name=REOPEN).nth(1).wait_for()

        keys.press(dialog.get_by_role("button", name=SNOOZE).first)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        dialog.get_by_role("button", name=REOPEN).nth(2).wait_for()
        usable(page)

    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert coach.evaluate("one => one === document.activeElement"), "the focus is where it came from"
    page.keyboard.press("Enter")
    keys.press(dialog.get_by_role("link", name="Open the deal"))
    page.get_by_role("heading", level=1, name=name).wait_for()
    history = page.get_by_role("region", name="What was said before")
    for state in ("done", "dismissed", "snoozed"):
        history.get_by_role("listitem").filter(has_text=state).first.wait_for()
    keys.to(page.get_by_role("button", name="Save as CSV"))
    with page.expect_download():
        page.keyboard.press("Enter")


def test_on_a_phone_nothing_of_the_coach_leaves_the_screen(
    browser: Any, product: Product, fresh_deal: str
) -> None:
    with watched_page(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        page.set_default_timeout(LONG_MS)
        sign_in(page, product)
        page.goto(product.url("/app/deals"))
        page.get_by_label("Name, company or id").fill(fresh_deal)
        coach_button(page, fresh_deal).tap()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name=DONE).first.wait_for()
        usable(page)
        inside(page, dialog)
        dialog.get_by_role("button", name=DISMISS).first.tap()
        dialog.get_by_label("Wrong for this deal").check()
        usable(page)
        inside(page, dialog)
        dialog.get_by_role("button", name="Dismiss this step").tap()
        dialog.get_by_role("button", name=REOPEN).first.wait_for()
        dialog.get_by_role("button", name="Close", exact=True).tap()
        dialog.wait_for(state="detached")


def inside(page: Any, dialog: Any) -> None:
    """Nothing has to be scrolled to the side, and what can be pressed is as large as a finger needs."""
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    wide = dialog.evaluate(
        """dialog => [...dialog.querySelectorAll("*")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
                             && getComputedStyle(one).overflowX !== "hidden" && !one.closest("table"))
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    small = dialog.evaluate(
        """dialog => [...dialog.querySelectorAll("button, a, input, summary")]
            .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
            .filter(([, {width, height}]) => width > 0 && (width < 24 || height < 24))
            .map(([one]) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []

"""A rep asks the coach of a deal, answers its steps, and finds them in the history, in the results and in the files."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.flows.conftest import coach_button
from tests.e2e.product import CONNECTION, Product, wait_for

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 120_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
FIRST, SECOND, THIRD = 0, 1, 2
STEPS = re.compile("^Mark as done: ")


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


def without_advice(product: Product) -> tuple[str, str]:
    """Return id and name of an open deal that nothing was said of yet."""
    with product.services.store.workspace("acme") as session:
        for deal_id in product.sandbox.open_deals():
            if session.insights.latest("deal_coach", "deal", deal_id, CONNECTION) is None:
                return deal_id, product.sandbox.deal_name(deal_id)
    raise AssertionError("every open deal was advised on already")


def open_coach(page: Any, product: Product, deal_id: str) -> Any:
    page.goto(product.url("/app/deals"))
    page.get_by_label("Name, company or id").fill(deal_id)
    coach_button(page, deal_id).click()
    return page.get_by_role("dialog")


def advise(product: Product, deal_id: str) -> None:
    """Have the workers advise on a deal, as an event of its CRM would."""
    product.services.coach.refresh_now("acme", "deal_coach", "deal", deal_id, wait_s=120)


def saved(page: Any, button: Any) -> tuple[str, str]:
    """Press a button that saves a file; return its name and what it holds."""
    with page.expect_download() as caught:
        button.click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_text(encoding="utf-8")


def rows(text: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_from_a_click_to_what_the_advice_did(signed_in: Any, product: Product) -> None:
    page = signed_in
    deal_id, name = without_advice(product)
    with product.asleep():
        dialog = open_coach(page, product, deal_id)
        # One click asks, and what is waited for is said.
        dialog.get_by_text("Waiting its turn").wait_for()
        usable(page)
    steps = dialog.get_by_role("button", name=STEPS)
    steps.first.wait_for()
    usable(page)
    titles = [button.get_attribute("aria-label").partition(": ")[2] for button in steps.all()[:3]]

    # Nobody looks at the deal again while it is answered, so the card stays the one that was answered.
    with product.asleep():
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

    # What advice did is measured on deals that have closed, so this one is won in its CRM.
    key = done_key(product, deal_id, titles[FIRST])
    sandbox: Any = product.sandbox
    # The sandbox's own clock stands; a deal that ends before it was advised on tells nothing of the advice.
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    sandbox.change_deal(deal_id, {"dealstage": "closedwon", "closedate": now})
    wait_for(lambda: won(product, deal_id), "the won deal")
    page.get_by_role("link", name="Results").click()
    row = page.get_by_role("row", name=re.compile(key.replace("_", " ")))
    row.wait_for()
    usable(page)
    file, text = saved(page, page.get_by_role("button", name="Save as CSV").first)
    assert file == "effectiveness.csv"
    (whole, *each) = [one for one in rows(text) if one["by"] == "doing"]
    assert (whole["action"], whole["marked_done"], whole["dismissed"]) == ("all", "1", "1")
    assert [one["marked_done"] for one in each if one["action"] == key] == ["1"]
    assert row.get_by_role("cell").all_inner_texts()[-3:] == ["1", "0", "0"]


def done_key(product: Product, deal_id: str, title: str) -> str:
    """Return the key of the step with this title in any version."""
    for insight in product.services.coach.history("acme", "deal_coach", "deal", deal_id):
        for action in insight.payload["actions"]:
            if action["title"] == title:
                return str(action["key"])
    raise AssertionError(title)


def won(product: Product, deal_id: str) -> bool:
    with product.services.store.workspace("acme") as session:
        return session.records.find_deal(deal_id, CONNECTION)[1].outcome.value == "won"


FACES = {
    "de": ("Geschäfte", "Aktualisieren", "Was vorher gesagt wurde", "Wirkung", "Nächste Schritte"),
    "fr": ("Affaires", "Actualiser", "Ce qui a été dit avant", "Résultats", "Prochaines étapes"),
    "es": ("Negocios", "Actualizar", "Lo que se dijo antes", "Resultados", "Próximos pasos"),
}


def test_the_coach_speaks_each_language(signed_in: Any, product: Product) -> None:
    page = signed_in
    deal_id, _ = without_advice(product)
    advise(product, deal_id)
    for language, (deals, refresh, before, results, steps) in FACES.items():
        page.goto(product.url(f"/app/deals/{deal_id}"))
        page.locator("select").first.select_option(language)
        page.get_by_role("button", name=refresh).wait_for()
        page.get_by_role("heading", name=before).wait_for()
        page.get_by_role("link", name=deals, exact=True).wait_for()
        # The card speaks the reader's language; the advice keeps its own, and says so to whoever has it read out.
        assert page.locator("html").get_attribute("lang") == language
        card = page.get_by_role("article")
        card.get_by_role("heading", name=steps, exact=True).wait_for()
        assert card.locator("ol > li h4, ol > li h5").first.get_attribute("lang") == "en"
        usable(page)
        page.get_by_role("link", name=results, exact=True).click()
        page.get_by_role("heading", level=1, name=results).wait_for()
        usable(page)

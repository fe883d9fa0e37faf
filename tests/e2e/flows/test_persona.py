"""What somebody writes is seen and locked; then their persona as files, side by side, and on the map of the committee."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, Product

pytestmark = [*NEEDS, PATIENT]
SLOW_MS = 120_000
"""What a worker has to fetch and compute may wait for others on a busy machine."""
SHORT = "Thanks, that works for us. Please send number {n} by mail."
TRAIT = "Length of messages"


def people(product: Product) -> list[str]:
    """Ids of the contacts on the deal that has everything."""
    sandbox: Any = product.sandbox
    return [one.id for one in sandbox.store.links("deals", sandbox.showcase_deal_id, "contacts")]


def write(product: Product, contact: str, text: str, count: int, what: str) -> None:
    """Let somebody write mails in the CRM; its webhooks tell of them."""
    sandbox: Any = product.sandbox
    for n in range(count):
        sandbox.add_email(
            sandbox.showcase_deal_id,
            subject=f"{what} {n}",
            text=text.format(n=n),
            contact_id=contact,
            thread_id=f"{what}-{n}",
        )


def opened(page: Any, product: Product, contact: str) -> Any:
    """The page of a person, with the traits in sight."""
    page.goto(product.url(f"/app/people/{contact}?connection={CONNECTION}"))
    page.get_by_role("heading", name="Traits", exact=True).wait_for(timeout=SLOW_MS)
    return page


def test_what_somebody_writes_is_seen_at_once_and_locked_by_one_press(
    signed_in: Any, product: Product
) -> None:
    contact = people(product)[0]
    page = opened(signed_in, product, contact)
    write(product, contact, SHORT, 8, "short")
    trait = page.get_by_role("listitem", name=TRAIT)
    # It comes by itself: nobody loads the page again.
    trait.get_by_text("Writes short mails").first.wait_for(timeout=SLOW_MS)
    page.get_by_role("button", name=f"Lock {TRAIT}").click()
    trait.get_by_text("Locked", exact=True).wait_for(timeout=SLOW_MS)


def test_a_persona_is_taken_along_in_every_format_and_by_a_template(
    signed_in: Any, product: Product, tmp_path: Path
) -> None:
    contact = people(product)[0]
    page = opened(signed_in, product, contact)
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Arranged").select_option("sales")
    page.get_by_text("What moves them").first.wait_for(timeout=SLOW_MS)

    def saved(label: str) -> bytes:
        with page.expect_download(timeout=SLOW_MS) as waiting:
            page.get_by_role("button", name=label).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path.read_bytes()

    assert "What moves them" in saved("Save as Markdown").decode()
    found = json.loads(saved("Save as JSON"))
    assert (found["kind"], found["subject"]["id"]) == ("persona", contact)
    vcard = saved("Save as vCard").decode()
    assert vcard.startswith("BEGIN:VCARD")
    assert f"FN:{name}" in vcard
    pdf = PdfReader(BytesIO(saved("Save as PDF")))
    assert "What moves them" in " ".join("".join(p.extract_text() for p in pdf.pages).split())


def test_people_are_found_and_set_side_by_side(signed_in: Any, product: Product) -> None:
    page = signed_in
    page.goto(product.url("/app/people"))
    for contact in people(product)[:2]:
        page.get_by_role("searchbox").fill(contact)
        row = page.get_by_role("row").filter(has=page.locator(f"a[href*='/people/{contact}']"))
        row.get_by_role("checkbox").check(timeout=SLOW_MS)
    page.get_by_role("link", name="Compare 2 people").click()
    page.get_by_role("heading", level=1, name="Side by side").wait_for()
    page.get_by_role("columnheader").nth(2).wait_for(timeout=SLOW_MS)
    usable(page)


def test_the_committee_of_a_deal_leads_to_its_people(signed_in: Any, product: Product) -> None:
    page = signed_in
    deal, contact = product.sandbox.showcase_deal_id, people(product)[0]
    page.goto(product.url(f"/app/deals/{deal}/committee?connection={CONNECTION}"))
    page.get_by_role("heading", name="What is missing").first.wait_for(timeout=SLOW_MS)
    table = page.get_by_role("region", name="Everybody on the deal")
    table.locator(f"a[href*='/people/{contact}']").click()
    page.get_by_role("heading", name="Traits", exact=True).wait_for(timeout=SLOW_MS)

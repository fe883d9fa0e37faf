"""A rep corrects a persona, new mails come, the lock holds; then files, comparison, committee and the person's rights."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from crm_ai_plugin.errors import NotFoundError
from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, WORKSPACE, Product

pytestmark = [*NEEDS, PATIENT]
SLOW_MS = 120_000
"""What a worker has to fetch and compute may wait for others on a busy machine."""
SHORT = "Thanks, that works for us. Please send number {n} by mail."
LONG = " ".join(
    ["Let me go through paragraph {n} of your proposal with all the questions that came up on our side."] * 9
)
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


def test_a_lock_holds_against_what_comes_and_the_contradiction_is_shown(
    signed_in: Any, product: Product
) -> None:
    contact = people(product)[0]
    page = opened(signed_in, product, contact)
    write(product, contact, SHORT, 8, "short")
    trait = page.get_by_role("listitem", name=TRAIT)
    # It comes by itself: nobody loads the page again.
    trait.get_by_text("Writes short mails").first.wait_for(timeout=SLOW_MS)
    stood = trait.locator("strong").first.inner_text()
    page.get_by_role("button", name=f"Lock {TRAIT}").click()
    trait.get_by_text("Locked", exact=True).wait_for(timeout=SLOW_MS)
    write(product, contact, LONG, 30, "long")
    against = trait.get_by_role("note")
    against.wait_for(timeout=SLOW_MS)
    assert "Writes long mails" in against.inner_text()
    assert trait.locator("strong").first.inner_text() == stood
    versions = page.get_by_role("list", name="Versions")
    versions.get_by_text("Version 2", exact=True).wait_for(timeout=SLOW_MS)
    page.get_by_label("From version").select_option("1")
    page.get_by_role("row", name=TRAIT).wait_for(timeout=SLOW_MS)
    usable(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


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
        held: bytes = path.read_bytes()
        return held

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
    # The second is forgotten by another test, which may come before.
    for contact in people(product)[:3:2]:
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
    page.get_by_role("heading", name="What is missing").wait_for(timeout=SLOW_MS)
    table = page.get_by_role("region", name="Everybody on the deal")
    table.locator(f"a[href*='/people/{contact}']").click()
    page.get_by_role("heading", name="Traits", exact=True).wait_for(timeout=SLOW_MS)


def test_somebody_gets_what_is_held_about_them_and_is_forgotten_with_a_receipt(
    signed_in: Any, product: Product, tmp_path: Path
) -> None:
    contact = people(product)[1]
    page = opened(signed_in, product, contact)
    name = page.get_by_role("heading", level=1).inner_text()
    for label, ending in (("Save to read", ".html"), ("Save for programs (JSON)", ".json")):
        with page.expect_download(timeout=SLOW_MS) as waiting:
            page.get_by_role("button", name=label).click()
        assert waiting.value.suggested_filename.endswith(ending)
        waiting.value.save_as(tmp_path / f"held{ending}")
        assert name.split()[0] in (tmp_path / f"held{ending}").read_text(encoding="utf-8")
    page.get_by_role("button", name="Forget everywhere…").click()
    dialog = page.get_by_role("dialog")
    assert name in dialog.inner_text()
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("heading", level=1, name="Receipt of an erasure").wait_for(timeout=SLOW_MS)
    page.get_by_role("status").get_by_text("Erased.").wait_for(timeout=SLOW_MS)
    assert page.get_by_role("row").count() > 1
    assert name not in page.locator("main").inner_text()
    usable(page)
    with pytest.raises(NotFoundError):
        product.services.personas.get(WORKSPACE, contact, CONNECTION)

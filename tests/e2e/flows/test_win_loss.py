"""Why deals are won and lost: from a factor down to what was said, two cohorts side by side, and handing it on."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsing import NEEDS, PATIENT, usable, watched_page
from tests.e2e.flows.closed_deals import FACTOR, bring_in_years_before, close, open_deals
from tests.e2e.product import Product, wait_for
from tests.fixtures.lost_on_price import PRICE

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 120_000
FORMULA = '=HYPERLINK("http://127.0.0.1/x") Your price is too high for us.'


@pytest.fixture(scope="module", autouse=True)
def history(product: Product, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Closed deals of the years before, from files: mostly lost where the price was talked about."""
    bring_in_years_before(product, tmp_path_factory.mktemp("years"))


@pytest.fixture
def patient(signed_in: Any) -> Any:
    """The admin's page; what is asked for the first time is worked out while they wait."""
    signed_in.set_default_timeout(PATIENCE_MS)
    return signed_in


def test_a_factor_leads_to_its_deals_and_what_was_said_in_them(patient: Any, product: Product) -> None:
    page = patient
    page.goto(product.url("/app/win-loss"))
    row = page.get_by_role("row", name=FACTOR).first
    row.get_by_text("goes with losing").wait_for()
    assert row.get_by_text("×").is_visible()
    # What to do is said with the open deals by name.
    page.get_by_role("link", name="=Deal 160").first.wait_for()
    usable(page)
    row.get_by_role("button", name=FACTOR).press("Enter")
    drill = page.get_by_role("dialog")
    drill.get_by_label("Outcome").select_option("lost")
    drill.get_by_text(PRICE).first.wait_for()
    usable(page)
    drill.get_by_role("listitem").filter(has_text=PRICE).first.get_by_role("link").first.click()
    page.get_by_role("heading", name="What happened").wait_for()
    page.get_by_role("cell", name=PRICE).first.wait_for()
    usable(page)


def test_two_cohorts_stand_side_by_side_and_one_beside_all_others(patient: Any, product: Product) -> None:
    page = patient
    page.goto(product.url("/app/win-loss"))
    page.get_by_role("heading", name="Win rate by quarter").wait_for()
    _condition(page.get_by_role("group", name="Which deals"), "source", "Web")
    page.get_by_role("heading", name="Beside other deals").wait_for()
    page.get_by_role("button", name="Compare with other deals").click()
    _condition(page.get_by_role("group", name="Compared with"), "source", "Partner")
    table = page.get_by_role("region", name="Factors side by side")
    row = table.get_by_role("row", name=FACTOR)
    row.wait_for()
    assert row.get_by_text("×").count() == 2
    usable(page)


def _condition(form: Any, field: str, value: str) -> None:
    form.get_by_role("button", name="Add a condition").click()
    form.get_by_label("Field").fill(field)
    form.get_by_label("Value").fill(value)
    form.get_by_role("button", name="Explain").click()


def test_reports_are_saved_in_every_format_and_are_safe_to_open(patient: Any, product: Product) -> None:
    page, deal = patient, list(open_deals(product))[1]
    product.sandbox.mail(deal, "Re", FORMULA)
    close(product, deal, "=1+1")
    wait_for(product.idle, "what the CRM told")
    page.goto(product.url(f"/app/win-loss/deals/{deal}"))
    page.get_by_role("heading", name=re.compile("^Lost")).wait_for()
    files = {kind: _saved(page, kind) for kind in ("pdf", "html", "csv", "json", "md")}
    assert files["pdf"].startswith(b"%PDF-")
    assert files["pdf"].rstrip().endswith(b"%%EOF")
    assert b"<script" not in files["html"]
    assert "Win-loss" in files["html"].decode()
    assert json.loads(files["json"])["payload"]["outcome"] == "lost"
    assert "Lost." in files["md"].decode()
    head, *rows = csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")))
    assert head == ["key", "label", "category", "contribution", "evidence"]
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))] == []


def _saved(page: Any, kind: str) -> bytes:
    page.get_by_label("File").select_option(kind)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save report").click()
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    return Path(waiting.value.path()).read_bytes()


def test_a_link_opens_for_somebody_who_is_not_signed_in(patient: Any, product: Product, browser: Any) -> None:
    page = patient
    page.goto(product.url("/app/win-loss"))
    page.get_by_role("heading", name="Win rate by quarter").wait_for()
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Open for").select_option("1")
    dialog.get_by_label("Passcode").fill("open sesame")
    dialog.get_by_role("button", name="Make the link").click()
    address = dialog.get_by_label("The link, open until").input_value()
    usable(page)
    with watched_page(browser) as stranger:
        stranger.goto(address)
        stranger.get_by_label("Passcode").fill("open sesame")
        stranger.keyboard.press("Enter")
        stranger.get_by_text(FACTOR).first.wait_for()

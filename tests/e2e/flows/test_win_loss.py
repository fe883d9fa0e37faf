"""Why deals are won and lost: from a factor down to what was said, and two cohorts side by side."""

from __future__ import annotations

from typing import Any

import pytest

from crm_ai_plugin.runtime.pulls.importing import Importing
from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import WORKSPACE, Product
from tests.fixtures.lost_on_price import PRICE, lost_on_price

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 120_000
FACTOR = "Price talk"


@pytest.fixture(scope="module", autouse=True)
def history(product: Product, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Closed deals of the years before, from files: mostly lost where the price was talked about."""
    services = product.services
    Importing(services.store, services.clock).run(
        WORKSPACE, lost_on_price(tmp_path_factory.mktemp("years") / "b", moves=True)
    )
    services.win_loss.prepare(WORKSPACE)


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

"""The first admin comes in by the printed link, finds the deals of the CRM, and opens one."""

from __future__ import annotations

from typing import Any

from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import Product

pytestmark = [*NEEDS, PATIENT]


def test_the_first_admin_finds_the_deals(signed_in: Any, product: Product) -> None:
    page = signed_in
    name = product.sandbox.deal_name(product.sandbox.showcase_deal_id)
    page.goto(product.url("/app/deals"))
    page.get_by_text(name).first.wait_for()
    usable(page)

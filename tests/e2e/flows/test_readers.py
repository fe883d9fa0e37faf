"""Reps say in HubSpot and in the workspace whether a card helped, and their manager reads it among the results."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from crm_ai_webhooks.verify import hubspot_v3
from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.product import CONNECTION, SECRET, WORKSPACE, Product

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 120_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
KIND, TYPE = "deal_coach", "deal"


@pytest.fixture(autouse=True)
def _patient(page: Any) -> None:
    page.set_default_timeout(LONG_MS)


def advised(product: Product) -> str:
    """Return the id of an open deal that there is a card of."""
    deal_id = next(iter(product.sandbox.open_deals()))
    product.services.coach.refresh_now(WORKSPACE, KIND, TYPE, deal_id, wait_s=120)
    return str(deal_id)


def rate_in_hubspot(product: Product, deal_id: str, user: int, **said: Any) -> int:
    """Send what HubSpot's proxy sends for a card of ours; return the status."""
    with product.services.store.system() as system:
        portal = system.connections.get(WORKSPACE, CONNECTION).account
    query = f"userId={user}&portalId={portal}&userEmail=rep%40acme.example&appId=1"
    url = product.url(f"/api/cards/{KIND}/{TYPE}/{deal_id}/feedback?{query}")
    body = json.dumps(said).encode()
    signed = hubspot_v3.sign(SECRET, method="POST", url=url, body=body, at=datetime.now(UTC))
    headers = signed | {"Content-Type": "application/json"}
    return requests.post(url, data=body, headers=headers, timeout=60).status_code


def table(page: Any, name: str) -> list[list[str]]:
    rows = page.get_by_role("region", name=name).get_by_role("row").all()[1:]
    return [row.locator("th, td").all_inner_texts() for row in rows]


def test_what_readers_say_is_read_among_the_results(signed_in: Any, product: Product) -> None:
    page = signed_in
    page.get_by_role("link", name="Results").click()
    page.get_by_text("Nobody has said yet whether a card was useful.").wait_for()
    usable(page)

    deal_id = advised(product)
    for user in range(1, 12):
        assert rate_in_hubspot(product, deal_id, user, helpful=user > 3) == 204
    assert rate_in_hubspot(product, deal_id, 1, helpful=True) == 204, "somebody thinks better of it"

    page.goto(product.url(f"/app/deals/{deal_id}"))
    asked = page.get_by_role("group", name="Was this useful?").first
    asked.get_by_role("button", name="No").click()
    page.get_by_label("What was wrong? (optional)").fill("the CFO left in May")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_label("What was wrong? (optional)").wait_for(state="detached")

    page.get_by_role("link", name="Results").click()
    page.get_by_text("the CFO left in May").wait_for()
    usable(page)
    (whole, hubspot, workspace) = table(page, "What readers say")
    assert [whole[1], whole[3]] == ["everywhere", "12"]
    assert [hubspot[1], hubspot[2], hubspot[3]] == ["HubSpot", "82%", "11"]
    assert workspace[1:3] == ["Workspace", "0 of 1: too few to tell, 9 more needed"]
    page.get_by_text("Too few answers for a course over time").wait_for()

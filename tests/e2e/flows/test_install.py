"""An admin connects each sandbox CRM to the running product, from the first link to the first advice, and ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.records import Deal
from crm_ai_plugin.store.tables import Base
from tests.e2e.browsing import NEEDS, PATIENT, usable
from tests.e2e.flows.blank_product import WORKSPACE, BlankProduct, running
from tests.fixtures.servers import Postgres

pytestmark = [*NEEDS, PATIENT]
PATIENCE_MS = 180_000
"""A browser that shares the machine with the whole product waits; what it waits for is seen."""
CRMS = {"hubspot": "HubSpot", "salesforce": "Salesforce"}
LEFT_OUT = "Renewals"


@pytest.fixture(scope="module")
def product(
    postgres: Postgres, _migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BlankProduct]:
    """The product with nothing in it, and three CRMs that nobody has connected."""
    with running(tmp_path_factory.mktemp("blank"), postgres.url(_migrated_postgres)) as product:
        yield product
    postgres.empty(_migrated_postgres, [table.name for table in reversed(Base.metadata.sorted_tables)])


@pytest.fixture
def page(page: Any) -> Any:
    page.set_default_timeout(PATIENCE_MS)
    page.context.set_default_timeout(PATIENCE_MS)
    return page


@pytest.mark.parametrize("crm", CRMS)
def test_a_crm_is_connected_gives_advice_is_connected_again_and_ended(
    crm: str, signed_in: Any, product: BlankProduct
) -> None:
    page, label, key = signed_in, CRMS[crm], f"{crm}-1"
    page.goto(product.url("/app/connect"))
    page.get_by_role("radio", name=label).check()
    page.get_by_role("heading", name=f"What {label} will be asked to allow").wait_for()
    usable(page)
    page.get_by_role("button", name="Make the link").click()
    declined = _at_the_crm(page, label, "#deny")
    declined.get_by_text("access was declined on").wait_for()
    declined.close()
    _allow(page, label)

    page.get_by_label(LEFT_OUT).uncheck()
    page.get_by_role("button", name="Keep this choice and go on").click()
    page.get_by_role("button", name="Show what would be written").click()
    page.get_by_text("Tried on:").wait_for()
    page.get_by_role("heading", name="Note with the advice").wait_for()
    usable(page)
    assert _deals(product, key) == [], "nothing is kept before the start"
    page.get_by_role("button", name="Read the records now").click()
    page.get_by_role("link", name="See the deals").wait_for()
    pipelines = {deal.pipeline for deal in _deals(product, key)}
    assert pipelines
    assert LEFT_OUT not in pipelines
    page.get_by_role("link", name="See the deals").click()
    _advice(page)

    account: Any = {"hubspot": product.portal.account, "salesforce": product.org.org}[crm]
    account.tokens.uninstall()
    page.goto(product.url(f"/app/connections/{key}"))
    page.get_by_role("button", name="Sync now").click()
    page.get_by_role("region", name="Connect again").wait_for()
    page.get_by_text("access has ended").first.wait_for()
    usable(page)
    page.get_by_role("button", name="Make the link").click()
    _allow(page, label)
    page.get_by_role("button", name="Sync now").wait_for()

    _disconnect(page, "Disconnected; the CRM was told.")
    assert _deals(product, key), "what was read stays, as was said"


def test_a_declared_crm_is_connected_by_a_command_and_chosen_from_where_the_page_waits(
    signed_in: Any, product: BlankProduct, tmp_path: Path
) -> None:
    page = signed_in
    page.goto(product.url("/app/connect"))
    page.get_by_text("crm-ai connect rest").wait_for()
    usable(page)
    _connect_rest(product, tmp_path, product.kontor.api_key, "--choose-first")
    # Nobody loads the page again: it goes on where the other CRMs' guided flow does.
    page.get_by_role("link", name="rest-1").wait_for()
    page.get_by_label("renewals").uncheck()
    page.get_by_role("button", name="Keep this choice and go on").click()
    page.get_by_role("button", name="Show what would be written").click()
    page.get_by_text("Tried on:").wait_for()
    page.get_by_role("heading", name="Note with the advice").wait_for()
    usable(page)
    assert _deals(product, "rest-1") == [], "nothing is kept before the start"
    page.get_by_role("button", name="Read the records now").click()
    page.get_by_role("link", name="See the deals").wait_for()
    pipelines = {deal.pipeline for deal in _deals(product, "rest-1")}
    assert pipelines
    assert "renewals" not in pipelines
    page.get_by_role("link", name="See the deals").click()
    _advice(page)

    product.kontor.account.api_key = "another-key"
    page.goto(product.url("/app/connections/rest-1"))
    page.get_by_role("button", name="Sync now").click()
    page.get_by_text("access has ended").first.wait_for()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("alert").get_by_text("crm-ai connect rest --secrets FILE").wait_for()
    _connect_rest(product, tmp_path, "another-key")
    page.reload()
    page.get_by_role("button", name="Sync now").wait_for()
    _disconnect(page, "Disconnected here.")
    assert _deals(product, "rest-1"), "what was read stays, as was said"


def test_an_admin_without_deals_finds_the_way_to_a_crm(signed_in: Any, product: BlankProduct) -> None:
    page = signed_in
    # Other tests may have brought deals in by now.
    page.route("**/api/ai/deals?*", lambda route: route.fulfill(json={"items": []}))
    page.goto(product.url("/app/deals"))
    page.get_by_role("link", name="Connect a CRM").click()
    page.get_by_role("heading", level=1, name="Connect a CRM").wait_for()


def _disconnect(page: Any, said: str) -> None:
    page.get_by_role("button", name="Disconnect").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Records that were read stay here.").wait_for()
    usable(page)
    dialog.get_by_role("button", name="Disconnect").click()
    dialog.get_by_text(said).wait_for()
    dialog.get_by_role("button", name="Close").last.click()
    page.get_by_text("disconnected").first.wait_for()


def _at_the_crm(page: Any, label: str, answer: str) -> Any:
    """Go to the CRM's page in a tab of its own and answer there; returns the tab."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=f"Go to {label}").click()
    crm = opened.value
    crm.get_by_role("button", name=f"Continue to {label}").click()
    crm.locator(answer).click()
    return crm


def _allow(page: Any, label: str) -> None:
    crm = _at_the_crm(page, label, "#allow")
    crm.get_by_role("heading", name="is connected").wait_for()
    crm.close()


def _advice(page: Any) -> None:
    """Open the coach of the first deal in the list, and wait for its card."""
    page.get_by_role("button", name="Coach").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("article").get_by_role("list").first.wait_for()


def _deals(product: BlankProduct, key: str) -> list[Deal]:
    with product.services.store.workspace(WORKSPACE) as session:
        ids = [id_ for connection, id_ in session.records.deal_ids(None) if connection == key]
        return list(session.records.fetch(key, Deal, ids))


def _connect_rest(product: BlankProduct, folder: Path, api_key: str, *more: str) -> None:
    config, secrets = folder / "settings.yaml", folder / "secrets.yaml"
    config.write_text(json.dumps(product.kontor.connection()))
    secrets.write_text(json.dumps({"api_key": api_key}))
    command = [sys.executable, "-m", "crm_ai_plugin.cli", "connect", "rest", "--config", str(config)]
    command += ["--secrets", str(secrets), "--account", product.kontor.realm, *more]
    done = subprocess.run(
        command, env={**os.environ, **product.environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

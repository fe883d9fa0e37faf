"""The running product and a browser in front of it, for the ways people go through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.cli.accounts import setup_link
from crm_ai_plugin.store.tables import Base
from tests.e2e.browsing import chromium, watched_page
from tests.e2e.product import CONNECTION, WORKSPACE, Product, running
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.servers import Postgres

ADMIN = "ada@acme.example"
SEED = 20261127
LEASE_S = 20.0
"""Nobody is killed here unless a test says so, and a browser beside it may take the machine for a while."""


@pytest.fixture(scope="module")
def crm() -> str:
    """Name of the sandbox CRM; a module that wants another one has a fixture of this name."""
    return "hubspot"


@pytest.fixture(scope="module")
def deals() -> int:
    """How many deals the CRM holds; a module that wants more has a fixture of this name."""
    return 30


@pytest.fixture(scope="module")
def environment() -> Mapping[str, str]:
    """More variables of the product's processes; a module that wants some has a fixture of this name."""
    return {}


@pytest.fixture(scope="module")
def product(
    postgres: Postgres,
    _migrated_postgres: str,
    tmp_path_factory: pytest.TempPathFactory,
    crm: str,
    deals: int,
    environment: Mapping[str, str],
) -> Iterator[Product]:
    """The product on PostgreSQL, with web app, workers, scheduler and queue as processes of their own."""
    home: Path = tmp_path_factory.mktemp("product")
    url = postgres.url(_migrated_postgres)
    with running(home, url, SEED, crm, deals=deals, lease_s=LEASE_S, environment=environment) as product:
        yield product
    postgres.empty(_migrated_postgres, [table.name for table in reversed(Base.metadata.sorted_tables)])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page nobody is signed in on."""
    with watched_page(browser, viewport={"width": 1440, "height": 900}) as page:
        yield page


@pytest.fixture
def signed_in(page: Any, product: Product) -> Any:
    """A page on which the admin is signed in, at the workspace's start."""
    sign_in(page, product)
    return page


@pytest.fixture
def fresh_deal(product: Product) -> str:
    """An open deal that nothing was said of yet; a module with many tests has a CRM with enough of them."""
    with product.services.store.workspace(WORKSPACE) as session:
        for deal_id in product.sandbox.open_deals():
            if session.insights.latest("deal_coach", "deal", deal_id, CONNECTION) is None:
                return deal_id
    raise AssertionError("every open deal was advised on already")


@pytest.fixture
def advised_deal(product: Product, fresh_deal: str) -> str:
    """One that has been advised on since, once."""
    product.services.coach.refresh_now(WORKSPACE, "deal_coach", "deal", fresh_deal, wait_s=120)
    return fresh_deal


def sign_in(page: Any, product: Product) -> None:
    """Sign in as the admin, who is made first where nobody can sign in yet."""
    link = setup_link(product.services)
    page.goto(link or product.url("/app"))
    if link:
        page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Sign-in name").fill(ADMIN)
    page.get_by_label("Passphrase").fill(PLANTED["passphrase"])
    page.get_by_role("button", name="Make the admin" if link else "Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def coach_button(page: Any, deal_id: str) -> Any:
    """Return the button of one deal in the list: another may have the same name."""
    row = page.get_by_role("row").filter(has=page.locator(f'a[href*="/deals/{deal_id}?"]'))
    return row.get_by_role("button", name=re.compile("^Coach "))

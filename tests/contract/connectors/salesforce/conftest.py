"""A sandbox Salesforce org and connectors to it, for what goes beyond the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crm_ai_connectors.salesforce import SalesforceConnector, SalesforceConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.contracts import KnownDeal
from crm_ai_plugin.testing.sandbox import SalesforceSandbox
from crm_ai_plugin.testing.suites import salesforce
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets
from crm_ai_plugin.testing.suites.salesforce import SECRETS, OrgBackstage
from tests.fixtures.planted_secrets import PLANTED


@pytest.fixture(scope="module")
def org() -> Iterator[SalesforceSandbox]:
    with SalesforceSandbox(seed=11, deals=120, client_secret=PLANTED["client secret"]) as server:
        server.org.schema.install_field("Opportunity", salesforce.UNKNOWN_FIELD, "string(255)")
        yield server


@pytest.fixture
def store(org: SalesforceSandbox) -> MemorySecrets:
    return salesforce.granted(org)


@pytest.fixture
def calls() -> CountingBudget:
    return CountingBudget()


Connect = Callable[..., SalesforceConnector]


@pytest.fixture
def connect(org: SalesforceSandbox, store: MemorySecrets, calls: CountingBudget) -> Iterator[Connect]:
    """Build connectors with short patience; they are closed afterwards."""
    made: list[SalesforceConnector] = []

    def build(
        clock: Callable[[], datetime] = lambda: datetime.now(UTC), **settings: Any
    ) -> SalesforceConnector:
        config = {**salesforce.settings(org), **settings}
        context = ConnectionContext("salesforce-1", config, store, calls, clock)
        made.append(SalesforceConnectorFactory().create(context))
        return made[-1]

    yield build
    org.clear_faults()
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def fresh_deals(org: SalesforceSandbox) -> Iterator[str]:
    """Deals of the world nobody has written to yet."""
    return salesforce.fresh_deals(org)


@pytest.fixture
def known_deal(org: SalesforceSandbox, fresh_deals: Iterator[str]) -> KnownDeal:
    return salesforce.known_deal(org, next(fresh_deals))


@pytest.fixture
def org_backstage(org: SalesforceSandbox, store: MemorySecrets) -> OrgBackstage:
    return OrgBackstage(org, store, tuple(str(store.secrets[name]) for name in SECRETS))

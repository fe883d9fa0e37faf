"""A sandbox CRM and HubSpot connectors against it, for what goes beyond the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crm_ai_connectors.hubspot import HubSpotConnector, HubSpotConnectorFactory
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.contracts import KnownDeal
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.suites import hubspot
from crm_ai_plugin.testing.suites.hubspot import SandboxBackstage
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets
from tests.fixtures.planted_secrets import PLANTED


@pytest.fixture(scope="module")
def crm() -> Iterator[SandboxServer]:
    with SandboxServer(seed=11, deals=150, client_secret=PLANTED["client secret"]) as server:
        yield server


@pytest.fixture
def budget() -> CountingBudget:
    return CountingBudget()


@pytest.fixture
def secrets(crm: SandboxServer) -> MemorySecrets:
    return hubspot.granted(crm)


Connect = Callable[..., HubSpotConnector]


@pytest.fixture
def connect(crm: SandboxServer, budget: CountingBudget, secrets: MemorySecrets) -> Iterator[Connect]:
    """Build connectors with short patience; they are closed afterwards."""
    made: list[HubSpotConnector] = []

    def build(clock: Callable[[], datetime] = lambda: datetime.now(UTC), **settings: Any) -> HubSpotConnector:
        config = {**hubspot.settings(crm), **settings}
        context = ConnectionContext("hubspot-1", config, secrets, budget, clock)
        made.append(HubSpotConnectorFactory().create(context))
        return made[-1]

    yield build
    crm.clear_faults()
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def fresh_deals(crm: SandboxServer) -> Iterator[str]:
    """Deals nobody has written to yet."""
    return hubspot.fresh_deals(crm)


@pytest.fixture
def known_deal(crm: SandboxServer, fresh_deals: Iterator[str]) -> KnownDeal:
    return hubspot.known_deal(crm, next(fresh_deals))


@pytest.fixture
def sandbox_backstage(crm: SandboxServer, secrets: MemorySecrets) -> SandboxBackstage:
    names = ("access_token", "refresh_token", "client_secret")
    return SandboxBackstage(crm, [str(secrets.secrets[name]) for name in names])

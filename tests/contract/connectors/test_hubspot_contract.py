"""The HubSpot connector keeps the connector contract, against the sandbox CRM."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_ai_connectors.hubspot import HubSpotConnector
from crm_ai_plugin.ports.connector import Connector
from crm_ai_plugin.testing.contracts import Backstage, ConnectorContract, KnownDeal


class TestHubSpot(ConnectorContract):
    @pytest.fixture
    def connector(self, connect: Callable[..., HubSpotConnector]) -> Connector:
        return connect()

    @pytest.fixture
    def another(self, connect: Callable[..., HubSpotConnector]) -> Connector:
        return connect()

    @pytest.fixture
    def known(self, known_deal: KnownDeal) -> KnownDeal:
        return known_deal

    @pytest.fixture
    def backstage(self, sandbox_backstage: Backstage) -> Backstage:
        return sandbox_backstage

"""The Salesforce connector keeps the connector contract, against the sandbox org."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_ai_connectors.salesforce import SalesforceConnector
from crm_ai_plugin.ports.connector import Connector
from crm_ai_plugin.testing.contracts import Backstage, ConnectorContract, KnownDeal

Connect = Callable[..., SalesforceConnector]


class TestSalesforce(ConnectorContract):
    @pytest.fixture
    def connector(self, connect: Connect) -> Connector:
        return connect()

    @pytest.fixture
    def another(self, connect: Connect) -> Connector:
        return connect()

    @pytest.fixture
    def known(self, known_deal: KnownDeal) -> KnownDeal:
        return known_deal

    @pytest.fixture
    def backstage(self, org_backstage: Backstage) -> Backstage:
        return org_backstage

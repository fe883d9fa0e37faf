# a contract suite asserts; it runs under pytest only
"""Fixtures and words shared by the suites."""

from __future__ import annotations

import uuid
from typing import Any, cast

import pytest

from crm_ai_plugin.ports.connector import Capability, Connector

from .backstage import Backstage, KnownDeal


class ContractBase:
    """Fixtures a connector's test class gives; only ``connector`` is indispensable."""

    @pytest.fixture
    def connector(self) -> Connector:
        """Return the connector under test, ready to call."""
        raise pytest.UsageError(f"{type(self).__name__} needs a fixture `connector`")

    @pytest.fixture
    def another(self) -> Connector:
        """Return a second connector of the same account that remembers nothing, as another process has it."""
        pytest.skip("give a fixture `another` to run this")

    @pytest.fixture
    def known(self) -> KnownDeal:
        """Return a deal that is in the CRM."""
        pytest.skip("give a fixture `known` (KnownDeal) to run this")

    @pytest.fixture
    def backstage(self) -> Backstage:
        """Return the CRM seen from behind."""
        pytest.skip("give a fixture `backstage` (Backstage) to run this")

    @pytest.fixture
    def key(self) -> str:
        """Return an idempotency key nobody has used."""
        return f"contract-{uuid.uuid4().hex[:12]}"


def needs(connector: Connector, capability: Capability) -> Any:  # noqa: ANN401  # seen as that capability
    """Return the connector if it declares `capability`, else skip and say so."""
    if capability not in connector.capabilities:
        pytest.skip(f"{connector.key} does not declare {capability.value}")
    return cast("Any", connector)

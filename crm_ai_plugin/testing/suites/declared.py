"""The contract suite of a connector declared in YAML: its fixtures come out of a kit file.

``crm-ai connector test acme.yaml`` runs it; by hand: ``pytest --crm-ai-kit acme.kit.yaml`` and this file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import entry_points
from typing import Any, Literal

import pytest

from crm_ai_plugin.ports.connector import ConnectionContext, Connector
from crm_ai_plugin.testing.contracts import BASIC_FAULTS, ConnectorContract, FaultName, KnownDeal
from crm_ai_plugin.testing.contracts.base import VALUES
from crm_ai_plugin.testing.declared.kit import Kit, load
from crm_ai_plugin.testing.declared.proxy import FaultProxy, Reply
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets

FIELDS = (*VALUES, "a_field_nobody_knows")
KEYS = "contract-"
"""What the suites write."""


class ProxyBackstage:
    """A CRM behind a proxy: looked at past the proxy, harmed by it."""

    faults: frozenset[FaultName] = BASIC_FAULTS | {"conflict", "rate_limited_until", "repeated_cursor"}

    def __init__(self, kit: Kit, proxy: FaultProxy, behind: Any) -> None:  # noqa: ANN401  # the factory's own
        self.secrets = [value for value in kit.secrets.values() if value]
        self._proxy = proxy
        self._behind = behind

    def count(self, what: Literal["note", "task"], deal_id: str) -> int:
        """Return how many of these the deal has."""
        return int(self._behind.count(what, deal_id))

    def field(self, deal_id: str, name: str) -> str | None:
        """Return the present value of a field of ours."""
        found: str | None = self._behind.field(deal_id, name)
        return found

    def human_sets(self, deal_id: str, name: str, value: str) -> None:
        """Change a field of ours as a person does."""
        self._behind.set_field(deal_id, name, value)

    def drop_field(self, name: str) -> None:
        """Take a field out of the next writes on their way."""
        self._proxy.dropped = self._behind.field_name(name)

    def fault(self, name: FaultName, *, writes: bool) -> None:
        """Put a fault in force."""
        self._proxy.strike(name, writes=writes)

    def clear(self) -> None:
        """End all faults."""
        self._proxy.clear()


@pytest.fixture(scope="module")
def kit(request: pytest.FixtureRequest) -> Kit:
    """Read the kit file."""
    path = request.config.getoption("--crm-ai-kit")
    if path is None:
        raise pytest.UsageError("name the kit file: --crm-ai-kit acme.kit.yaml")
    return load(path)


@pytest.fixture(scope="module")
def factory() -> Any:  # noqa: ANN401  # whichever connector is declared in files
    """Find the connector that reads definitions."""
    (point,) = entry_points(group="crm_ai.connectors", name="rest")
    return point.load()()


def _context(config: Any, secrets: MemorySecrets) -> ConnectionContext:  # noqa: ANN401
    return ConnectionContext("kit", config, secrets, CountingBudget(), lambda: datetime.now(UTC))


@pytest.fixture(scope="module")
def behind(kit: Kit, factory: Any) -> Any:  # noqa: ANN401
    """Return the CRM from behind."""
    return factory.behind(_context(kit.config(page_size=100), MemorySecrets(dict(kit.secrets))))


@pytest.fixture(scope="module")
def proxy(kit: Kit, behind: Any) -> Iterator[FaultProxy]:  # noqa: ANN401
    """Serve the proxy."""
    replies: dict[FaultName, Reply] = {
        name: Reply(
            one.status, json.dumps(one.body).encode(), {"Content-Type": "application/json", **one.headers}
        )
        for name, one in kit.faults.items()
    }
    with FaultProxy(behind.origin, replies, float(kit.config()["read_timeout_s"])) as server:
        yield server


class TestDeclared(ConnectorContract):
    """Every rule that applies to what the definition declares."""

    @pytest.fixture
    def connect(self, kit: Kit, proxy: FaultProxy, factory: Any) -> Iterator[Callable[[], Connector]]:  # noqa: ANN401
        """Build connectors that go through the proxy; they are closed afterwards."""
        made: list[Connector] = []
        through = {"base_url": proxy.url, "allow_insecure": True, "allow_private": True}

        def build() -> Connector:
            made.append(factory.create(_context(kit.config(**through), MemorySecrets(dict(kit.secrets)))))
            return made[-1]

        yield build
        proxy.clear()
        for one in made:
            one.close()

    @pytest.fixture
    def connector(self, connect: Callable[[], Connector]) -> Connector:
        """Return the connector under test."""
        return connect()

    @pytest.fixture
    def another(self, connect: Callable[[], Connector]) -> Connector:
        """Return the same account's connector in another process."""
        return connect()

    @pytest.fixture
    def known(self, kit: Kit) -> KnownDeal:
        """Return the deal that the kit file names."""
        return kit.deal()

    @pytest.fixture
    def backstage(self, kit: Kit, proxy: FaultProxy, behind: Any) -> Iterator[ProxyBackstage]:  # noqa: ANN401
        """Return the CRM from behind, through and past the proxy; what a test wrote is taken away again."""
        yield ProxyBackstage(kit, proxy, behind)
        behind.tidy(kit.known.deal_id, FIELDS, KEYS)

"""What the suites of installed connectors share: the connector is found by its entry point, as everything finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import entry_points
from typing import Any, ClassVar

import pytest

from crm_ai_plugin.ports.connector import ConnectionContext, Connector
from crm_ai_plugin.testing.contracts import ConnectorContract
from crm_ai_plugin.testing.suites.memory import CountingBudget, MemorySecrets


class InstalledContract(ConnectorContract):
    """Every rule, on the connector of an entry point; a suite gives ``config`` and ``secrets``."""

    installed: ClassVar[str]
    """Name of the entry point."""

    @pytest.fixture
    def config(self) -> Mapping[str, Any]:
        """Return the settings of a connection."""
        raise pytest.UsageError(f"{type(self).__name__} needs a fixture `config`")

    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        """Return the secrets of an installation of its own."""
        raise pytest.UsageError(f"{type(self).__name__} needs a fixture `secrets`")

    @pytest.fixture
    def connect(self, config: Mapping[str, Any], secrets: MemorySecrets) -> Iterator[Callable[[], Connector]]:
        """Build connectors; they are closed afterwards."""
        (point,) = entry_points(group="crm_ai.connectors", name=self.installed)
        factory = point.load()()
        made: list[Connector] = []

        def build() -> Connector:
            clock = lambda: datetime.now(UTC)  # noqa: E731  # a clock in a line
            context = ConnectionContext(f"{self.installed}-1", config, secrets, CountingBudget(), clock)
            made.append(factory.create(context))
            return made[-1]

        yield build
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

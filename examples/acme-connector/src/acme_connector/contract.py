"""The contract suite of this connector, against the fake Acme.

``crm-ai connector test acme`` runs it, and so do this package's own tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.testing.contracts import ConnectorContract, KnownDeal

from .connector import AcmeConnector
from .factory import AcmeConnectorFactory
from .fake import TOKEN, FakeAcme


class Secrets:
    """The connection's secrets, as crm-ai keeps them encrypted."""

    def load(self) -> dict[str, Any]:
        return {"access_token": TOKEN}

    def save(self, secrets: object) -> None:
        raise AssertionError("this connector has nothing to save")

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()


class Budget:
    """A call budget that never runs out."""

    def take(self, group: str, cost: int = 1) -> None:
        return None

    def punish(self, retry_after: float) -> None:
        return None


class TestAcme(ConnectorContract):
    """Every rule that applies to what the connector declares."""

    @pytest.fixture
    def backstage(self) -> Iterator[FakeAcme]:
        with FakeAcme() as crm:
            yield crm

    @pytest.fixture
    def connect(self, backstage: FakeAcme) -> Iterator[Callable[[], AcmeConnector]]:
        # Short patience, and pages so small that there are several.
        config = {
            "api_base": backstage.url,
            "allow_insecure": True,
            "page_size": 2,
            "read_timeout_s": 0.5,
        }
        made: list[AcmeConnector] = []

        def build() -> AcmeConnector:
            context = ConnectionContext("acme-1", config, Secrets(), Budget(), lambda: datetime.now(UTC))
            made.append(AcmeConnectorFactory().create(context))
            return made[-1]

        yield build
        for one in made:
            one.close()

    @pytest.fixture
    def connector(self, connect: Callable[[], AcmeConnector]) -> AcmeConnector:
        return connect()

    @pytest.fixture
    def another(self, connect: Callable[[], AcmeConnector]) -> AcmeConnector:
        return connect()

    @pytest.fixture
    def known(self) -> KnownDeal:
        return KnownDeal(
            deal_id="D1",
            name="Boats for Bolt",
            missing_id="D404",
            contact_ids=("P1", "P2"),
            activity_ids=("A1", "A2", "A3"),
            created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
            do_not_profile=("P2",),
            ids={"company": ["O1"], "contact": ["P1", "P3"], "deal": ["D1"], "activity": ["A2"]},
        )

"""The declared EspoCRM keeps the connector contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crm_ai_plugin.ports.connector import Connector
from crm_ai_plugin.testing.contracts import ConnectorContract, KnownDeal
from tests.fixtures.espocrm import fake as espo
from tests.fixtures.rest_connecting import connected, context


@pytest.fixture(scope="module")
def running() -> Iterator[espo.EspoFake]:
    made = espo.EspoFake()
    with made.server:
        yield made


class TestDeclaredEspo(ConnectorContract):
    @pytest.fixture
    def backstage(self, running: espo.EspoFake) -> espo.EspoFake:
        running.reset()
        return running

    @pytest.fixture
    def connector(self, backstage: espo.EspoFake) -> Iterator[Connector]:
        yield from _made(backstage)

    @pytest.fixture
    def another(self, backstage: espo.EspoFake) -> Iterator[Connector]:
        yield from _made(backstage)

    @pytest.fixture
    def known(self) -> KnownDeal:
        return KnownDeal(
            deal_id=espo.DEAL,
            name="Deal 002 Support",
            missing_id=espo.MISSING,
            contact_ids=[espo.CONTACT, espo.OTHER_CONTACT],
            do_not_profile=[espo.CONTACT],
            created_at=datetime(2026, 11, 23, 7, 50, 23, tzinfo=UTC),
            activity_ids=[espo.NOTE, espo.TASK],
            stages=["Prospecting"],
            ids={
                "owner": [espo.USER],
                "company": ["6b03ef0aab08a317d"],
                "deal": [espo.DEAL],
                "contact": [espo.CONTACT],
                "activity": [espo.NOTE, espo.TASK],
            },
        )


def _made(fake: espo.EspoFake) -> Iterator[Connector]:
    around = context({"api_key": espo.API_KEY})
    made = connected(
        "espocrm",
        around,
        variables={"host": fake.server.host, "task_user": espo.USER},
        base_url=fake.server.url,
        page_size=20,
    )
    yield made
    made.close()

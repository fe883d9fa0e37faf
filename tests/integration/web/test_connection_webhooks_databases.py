"""What strangers send to a connection's address is stored and read on either database."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pydantic import SecretStr

from crm_ai_plugin.runtime.registry import RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.test_connection_webhooks import HINT, PLUGINS, World
from tests.unit.web.web_fakes import NOW
from tests.unit.webhooks.test_salesforce_om import envelope, notification


@pytest.fixture
def world(tmp_path: Path, redis_url: str, database_url: str) -> Iterator[World]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        redis_url=redis_url,
        database_url=database_url,
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    found = {RECEIVERS: [EntryPoint(name, value, RECEIVERS) for name, value in PLUGINS.items()]}
    services = Services(settings, clock=lambda: NOW, registry=Registry(found=found))
    made = World(services, create_app(services).test_client())
    made.connect("acme")
    yield made
    services.close()


def test_deliveries_of_every_receiver_arrive(world: World) -> None:
    message = world.client.post(world.address("salesforce_om"), data=envelope(notification(1)))
    hint = world.client.post(world.address("generic", HINT), json={"ids": ["7", 8]})
    assert (message.status_code, hint.status_code) == (200, 200)
    assert world.events() == [
        ("crm-1", "deal", "0065g00000AbCdEAAV"),
        ("crm-1", "deal", "7"),
        ("crm-1", "deal", "8"),
    ]


@pytest.mark.parametrize(
    "key", ["é", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "x" * 5_000]
)
def test_a_header_of_any_content_costs_no_delivery(world: World, key: str) -> None:
    address = world.address("generic", HINT)
    for body in (b'{"ids": ["7", "\\u0000", "\\ud800", "a b", 8]}', b'{"ids": ["7"]}', b"\xff\x00"):
        answer = world.client.post(address, data=body, environ_overrides={"HTTP_IDEMPOTENCY_KEY": key})
        assert answer.status_code == 200
    # The same key, so the second is a repeat.
    assert world.events() == [("crm-1", "deal", "7"), ("crm-1", "deal", "8")]

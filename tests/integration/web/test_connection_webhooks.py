"""Webhooks of single connections through app, runtime, a real database file and a real queue."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from structlog.testing import capture_logs

from crm_ai_plugin.errors import NotFoundError, UserInputError
from crm_ai_plugin.runtime.registry import RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import NOW
from tests.unit.webhooks.test_salesforce_om import ORG, envelope, notification

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "espocrm" / "webhooks.json").read_text()
)
ESPO = {
    "verification": {"kind": "hmac", "header": "Signature", "wrapping": "id", "encoding": "hex"},
    "shape": {
        "event": "{subscription}",
        "events": {"Opportunity.*": {"type": "deal"}},
        "subscriptions": {s["id"]: s["event"] for s in RECORDED["subscriptions"]},
    },
}
ESPO_SECRETS = {"webhook_secrets": {s["id"]: s["secretKey"] for s in RECORDED["subscriptions"]}}
HINT = {
    "verification": {"kind": "none"},
    "shape": {"items": "body.ids", "id": "item", "events": {"": {"type": "deal"}}},
}
BASIC = HINT | {"verification": {"kind": "basic", "username": "crm"}}
PLUGINS = {
    "salesforce_om": "crm_ai_webhooks.salesforce_om:OutboundMessageReceiver",
    "standard": "crm_ai_webhooks.standard:StandardReceiver",
    "generic": "crm_ai_webhooks.generic:GenericReceiver",
    "hubspot": "crm_ai_webhooks.hubspot:HubSpotReceiver",
}


@dataclass
class World:
    """An installation with two workspaces that call their connections alike."""

    services: Services
    client: FlaskClient

    def connect(self, workspace: str, secrets: Mapping[str, Any] | None = None, account: str = ORG) -> None:
        with self.services.store.system() as system:
            system.workspaces.ensure(workspace, workspace)
            system.connections.put(
                ConnectionRow(
                    workspace,
                    "crm-1",
                    "rest",
                    account,
                    secrets_encrypted=self.services.vault.encrypt(secrets or {}),
                )
            )

    def address(self, receiver: str, config: Mapping[str, Any] | None = None, workspace: str = "acme") -> str:
        return self.services.endpoints.open(workspace, "crm-1", receiver, config)[1]

    def events(self, workspace: str = "acme") -> list[tuple[str, str, str]]:
        self.services.drain.run()
        with self.services.store.workspace(workspace) as session:
            return sorted((e.connection, e.record_type, e.record_id) for e in session.events.list(100))

    def inbox(self) -> list[Any]:
        with self.services.store.system() as system:
            return system.inbox.unparsed(100)


@pytest.fixture
def redis_to_use(redis_url: str) -> str:
    return redis_url


@pytest.fixture
def world(tmp_path: Path, redis_to_use: str) -> Iterator[World]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        public_url="https://ai.example",
        redis_url=redis_to_use,
        secret_key=SecretStr(PLANTED["secret key"]),
        events=EventSettings(deliveries_per_minute=30),
    )
    found = {RECEIVERS: [EntryPoint(name, value, RECEIVERS) for name, value in PLUGINS.items()]}
    services = Services(settings, clock=lambda: NOW, registry=Registry(found=found))
    services.store.upgrade()
    made = World(services, create_app(services).test_client())
    made.connect("acme")
    made.connect("other")
    yield made
    services.close()


def recorded(number: int) -> dict[str, Any]:
    one = RECORDED["deliveries"][number]
    return {"data": base64.b64decode(one["body_base64"]), "headers": one["headers"]}


def test_an_outbound_message_is_acknowledged_once_it_is_on_disk(world: World) -> None:
    address = world.address("salesforce_om")
    answer = world.client.post(
        address, data=envelope(notification(1), notification(2)), content_type="text/xml"
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert "<Ack>true</Ack>" in answer.text
    (row,) = world.inbox()
    assert row.receiver == "salesforce_om"
    assert world.events() == [("crm-1", "deal", "0065g00000AbCdEAAV")] * 2
    assert world.events("other") == []


def test_an_outbound_message_that_cannot_be_stored_is_not_acknowledged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = world.address("salesforce_om")
    world.services.inbox_writer.close()
    answer = world.client.post(address, data=envelope(notification(1)))
    assert (answer.status_code, "Ack" in answer.text) == (503, False)


def test_a_repeated_message_gives_no_second_event(world: World) -> None:
    address = world.address("salesforce_om")
    for _ in range(3):
        assert world.client.post(address, data=envelope(notification(1))).status_code == 200
    assert len(world.events()) == 1


def test_another_orgs_message_is_refused_and_leaves_no_trace(world: World) -> None:
    address = world.address("salesforce_om")
    answer = world.client.post(address, data=envelope(notification(1), org="00D000000000001"))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "account_wrong")
    assert world.inbox() == []


def test_recorded_deliveries_reach_exactly_the_connection_of_their_address(world: World) -> None:
    world.connect("acme", ESPO_SECRETS)
    world.connect("other", ESPO_SECRETS)
    address = world.address("generic", ESPO)
    world.address("generic", ESPO, "other")
    for number in (0, 1):
        assert world.client.post(address, **recorded(number)).status_code == 200
    deals = {("crm-1", "deal", "6b03f0f212aa6e03a"), ("crm-1", "deal", "6b03f0f220d547baa")}
    assert set(world.events()) == deals
    assert world.events("other") == []
    with world.services.store.workspace("acme") as session:
        due = session.work.status("crm-1", "deal", "6b03f0f212aa6e03a")
    assert due is not None
    assert due.requested_seq > due.done_seq


def test_a_changed_delivery_is_refused_and_leaves_no_trace(world: World) -> None:
    world.connect("acme", ESPO_SECRETS)
    address = world.address("generic", ESPO)
    changed = recorded(0)
    changed["data"] += b" "
    answer = world.client.post(address, **changed)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signature_invalid")
    assert world.inbox() == []


def test_neither_token_nor_signature_is_stored_or_logged(world: World) -> None:
    world.connect("acme", ESPO_SECRETS)
    address = world.address("generic", ESPO)
    token = address.rsplit("/", 1)[1]
    with capture_logs() as logs:
        world.client.post(f"{address}?key=1", **recorded(0))
    (row,) = world.inbox()
    kept = repr((row.url, row.headers, logs)) + world.client.get("/metrics").text
    assert token not in kept
    assert recorded(0)["headers"]["Signature"] not in kept
    assert row.url == "/webhooks/in/…"
    assert set(row.headers) == {":endpoint", ":subscription"}


def test_old_and_new_secret_are_believed_while_one_is_replaced(world: World) -> None:
    address = world.address("generic", BASIC)

    def status(password: str) -> int:
        sent = base64.b64encode(f"crm:{password}".encode()).decode()
        return world.client.post(
            address, json={"ids": [1]}, headers={"Authorization": f"Basic {sent}"}
        ).status_code

    world.connect("acme", {"webhook_secret": "new", "webhook_previous_secret": "old"})
    assert [status(p) for p in ("new", "old", "older")] == [200, 200, 401]
    world.connect("acme", {"webhook_secret": "new"})
    assert [status(p) for p in ("new", "old")] == [200, 401]


def test_without_a_secret_the_sender_is_asked_to_come_back(world: World) -> None:
    answer = world.client.post(world.address("generic", BASIC), json={"ids": [1]})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "webhook_secret_missing")
    assert "Retry-After" in answer.headers


def test_each_receiver_is_reached_on_its_own_route_only(world: World) -> None:
    hint, salesforce = world.address("generic", HINT), world.address("salesforce_om")
    for wrong in (
        hint.replace("/in/", "/salesforce/"),
        salesforce.replace("/salesforce/", "/in/"),
        "/webhooks/in/x",
    ):
        assert world.client.post(wrong, json={"ids": [1]}).status_code == 404
    assert world.client.post(hint, json={"ids": [1]}).status_code == 200


def test_a_connection_that_is_switched_off_takes_nothing_and_what_waits_is_dropped(world: World) -> None:
    address = world.address("generic", HINT)
    assert world.client.post(address, json={"ids": [1]}).status_code == 200
    with world.services.store.system() as system:
        system.connections.set_status("acme", "crm-1", "off")
    assert world.client.post(address, json={"ids": [2]}).status_code == 404
    assert world.events() == []
    assert world.inbox() == []


def test_a_closed_address_leads_nowhere_and_its_deliveries_are_rejected(world: World) -> None:
    id_, address = world.services.endpoints.open("acme", "crm-1", "generic", HINT)
    world.client.post(address, json={"ids": [1]})
    (row,) = world.inbox()
    with world.services.store.system() as system:
        system.webhook_endpoints.close("acme", id_)
    assert world.client.post(address, json={"ids": [1]}).status_code == 404
    assert world.events() == []
    with world.services.store.system() as system:
        assert system.inbox.get(row.id).reject_code == "unknown_connection"


def test_a_broken_setting_keeps_deliveries_until_it_is_mended(world: World) -> None:
    id_, address = world.services.endpoints.open("acme", "crm-1", "generic", HINT)
    world.client.post(address, json={"ids": [1]})
    with world.services.store.system() as system:
        system.webhook_endpoints.set_config("acme", id_, {"shape": 1})
    answer = world.client.post(address, json={"ids": [2]})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "endpoint_broken")
    assert world.events() == []
    assert len(world.inbox()) == 1
    world.services.endpoints.reconfigure("acme", id_, HINT)
    assert world.events() == [("crm-1", "deal", "1")]


def test_settings_are_checked_when_they_are_given(world: World) -> None:
    id_, _ = world.services.endpoints.open("acme", "crm-1", "generic", HINT)
    with pytest.raises(UserInputError, match="generic: verification"):
        world.address("generic", {"shape": HINT["shape"], "verification": {"kind": "rot13"}})
    with pytest.raises(UserInputError):
        world.services.endpoints.reconfigure("acme", id_, {})
    with pytest.raises(NotFoundError):
        world.services.endpoints.reconfigure("other", id_, HINT)
    for receiver in ("hubspot", "nobody"):
        with pytest.raises(NotFoundError):
            world.address(receiver)


def test_a_delivery_the_receiver_cannot_read_is_kept_as_rejected(world: World) -> None:
    address = world.address("generic", HINT)
    assert world.client.post(address, data=b"{").status_code == 200
    (row,) = world.inbox()
    assert world.events() == []
    with world.services.store.system() as system:
        assert system.inbox.get(row.id).reject_code == "body_malformed"


def test_one_connection_over_its_limit_costs_no_other(world: World) -> None:
    mine, theirs = world.address("generic", HINT), world.address("generic", HINT, "other")
    statuses = [world.client.post(mine, json={"ids": [n]}).status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = world.client.post(mine, json={"ids": [1]})
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    # A second address of the connection has no limit of its own.
    assert world.client.post(world.address("generic", HINT), json={"ids": [1]}).status_code == 429
    assert world.client.post(theirs, json={"ids": [1]}).status_code == 200


@pytest.mark.parametrize("redis_to_use", ["unix:///nobody/listens/here.sock"])
def test_without_redis_everything_is_let_in(world: World) -> None:
    address = world.address("generic", HINT)
    assert {world.client.post(address, json={"ids": [n]}).status_code for n in range(35)} == {200}
    assert len(world.events()) == 35

"""Visits that a tracker sends become activities of people the CRM knows, and nothing of anybody else, on either database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.records import Activity, Contact
from crm_ai_plugin.runtime.registry import RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.web import create_app
from crm_ai_webhooks.verify import hmac_header
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.test_connection_webhooks import PLUGINS, World
from tests.unit.web.web_fakes import NOW
from tests.unit.webhooks.test_receiver_fuzz import SECRET
from tests.unit.webhooks.test_web_activity import SEEN

RECEIVER = {"web_activity": "crm_ai_webhooks.web_activity:WebActivityReceiver"}
PEOPLE = (
    Contact(id="7", first_name="Ann", email="Ann@Example.com"),
    Contact(id="8", email="bob@example.com"),
    Contact(id="9", email="quiet@example.com", do_not_profile=True),
    Contact(id="10", email="shared@example.com"),
    Contact(id="11", email="shared@example.com"),
)


@pytest.fixture
def world(tmp_path: Path, redis_url: str, database_url: str) -> Iterator[World]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        public_url="https://ai.example",
        redis_url=redis_url,
        database_url=database_url,
        secret_key=SecretStr(PLANTED["secret key"]),
        events=EventSettings(deliveries_per_minute=10),
    )
    found = {RECEIVERS: [EntryPoint(name, value, RECEIVERS) for name, value in (PLUGINS | RECEIVER).items()]}
    services = Services(settings, clock=lambda: NOW, registry=Registry(found=found))
    made = World(services, create_app(services).test_client())
    made.connect("acme", {"webhook_secrets": {"web_activity": SECRET}})
    with services.store.workspace("acme") as session:
        session.records.upsert("crm-1", PEOPLE)
    yield made
    services.close()


def send(world: World, address: str, *visits: dict[str, Any], secret: str = SECRET) -> TestResponse:
    body = json.dumps({"type": "web.activity", "data": list(visits)}).encode()
    url = "https://ai.example" + address
    headers = hmac_header.sign(STANDARD_WEBHOOKS, secret, method="POST", url=url, body=body, at=NOW, id_="m")
    return world.client.post(address, data=body, headers=headers, content_type="application/json")


def visits(world: World) -> list[Activity]:
    with world.services.store.workspace("acme") as session:
        found: dict[str, Activity] = {}
        for person in PEOPLE:
            for one in session.records.person("crm-1", person.id, NOW.replace(year=2100)).activities:
                found[one.id] = one
    return sorted(found.values(), key=lambda one: one.at)


def of(number: int, contact: dict[str, Any], **more: Any) -> dict[str, Any]:
    return SEEN | {"id": f"v-{number}", "contact": contact, "at": f"2023-11-14T0{number}:00:00Z"} | more


def test_visits_of_known_people_are_theirs_once(world: World) -> None:
    address = world.address("web_activity")
    sent = [of(1, {"id": 7}), of(2, {"email": " ANN@example.COM "}), of(3, {"id": "8"}, kind="download")]
    for _ in range(2):
        answer = send(world, address, *sent)
        assert (answer.status_code, answer.get_json()) == (200, {"read": 3, "unreadable": 0, "problems": []})
    first, second, third = visits(world)
    assert [one.contact_ids for one in (first, second, third)] == [("7",), ("7",), ("8",)]
    assert {one.type.value for one in (first, second, third)} == {"web"}
    assert (third.subject, third.body) == ("Download: Pricing", "https://www.example.com/pricing")
    assert world.inbox() == []


def test_of_strangers_and_of_who_asked_to_be_left_alone_nothing_is_kept(world: World) -> None:
    address = world.address("web_activity")
    with world.services.store.workspace("acme") as session:
        session.records.erase_contact("crm-1", "8")
    with capture_logs() as logs:
        answer = send(
            world,
            address,
            of(1, {"id": "404"}),
            of(2, {"email": "stranger@example.com"}),
            of(3, {"id": "9"}),
            of(4, {"email": "quiet@example.com"}),
            of(5, {"id": "8"}),
            of(6, {"email": "bob@example.com"}),
        )
    # The answer is that to any six: a tracker finds out about nobody.
    assert answer.get_json() == {"read": 6, "unreadable": 0, "problems": []}
    assert visits_of_all(world) == 0
    assert world.inbox() == []
    assert "example.com" not in repr(logs)


def visits_of_all(world: World) -> int:
    with world.services.store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM activities").scalar_one())


def test_an_address_that_two_share_is_both_of_theirs_unless_one_is_to_be_left_alone(world: World) -> None:
    address = world.address("web_activity")
    send(world, address, of(1, {"email": "shared@example.com"}))
    (one,) = visits(world)
    assert one.contact_ids == ("10", "11")
    with world.services.store.workspace("acme") as session:
        session.records.upsert("crm-1", [Contact(id="11", email="shared@example.com", do_not_profile=True)])
    before = visits_of_all(world)
    send(world, address, of(2, {"email": "shared@example.com"}))
    assert visits_of_all(world) == before


def test_the_crms_own_secret_signs_no_visits_and_without_one_the_sender_comes_back(world: World) -> None:
    address = world.address("web_activity")
    world.connect("acme", {"webhook_secret": SECRET})
    answer = send(world, address, of(1, {"id": "7"}))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "webhook_secret_missing")
    world.connect("acme", {"webhook_secrets": {"web_activity": ["whsec_b3RoZXI=", SECRET]}})
    assert send(world, address, of(1, {"id": "7"})).status_code == 200
    assert send(world, address, of(1, {"id": "7"}), secret="whsec_bm9ib2R5").status_code == 401


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(world: World) -> None:
    answer = send(world, world.address("web_activity"), of(1, {"id": "7"}, url="x"), of(2, {"id": "7"}))
    told = answer.get_json()
    assert (told["read"], told["unreadable"]) == (1, 1)
    assert told["problems"] == [
        {"index": 0, "field": "url", "reason": "is no address of a web page (http or https)"}
    ]
    assert len(visits(world)) == 1
    refused = world.client.post(world.address("web_activity"), data=b"{")
    assert refused.status_code == 401
    many = send(world, world.address("web_activity"), *[of(1, {"id": "7"})] * 501)
    assert (many.status_code, many.get_json()["code"]) == (400, "body_malformed")
    assert "500" in many.get_json()["hint"]


def test_a_tracker_that_floods_us_costs_the_crm_no_event(world: World) -> None:
    tracker = world.address("web_activity")
    assert [send(world, tracker).status_code for _ in range(11)] == [200] * 10 + [429]
    hint = {"kind": "none"}
    shape = {"items": "body.ids", "id": "item", "events": {"": {"type": "deal"}}}
    crm = world.address("generic", {"verification": hint, "shape": shape})
    assert world.client.post(crm, json={"ids": [1]}).status_code == 200


def test_a_comparison_with_the_crm_does_not_take_visits_for_vanished(world: World) -> None:
    send(world, world.address("web_activity"), of(1, {"id": "7"}))
    with world.services.store.workspace("acme") as session:
        assert session.expected.begin("crm-1", "activity") == 0

"""Webhooks: shape, signature, echoes of our own writes, batches, retries and disorder."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import requests

from crm_ai_plugin.testing.sandbox import SandboxServer, signature_v3
from crm_ai_plugin.testing.world import World
from tests.fixtures.planted_secrets import PLANTED

if TYPE_CHECKING:
    from tests.integration.sandbox.conftest import Client, Receiver

BASE = "/crm/objects/2026-09"


@pytest.fixture
def server(make_server: Callable[..., SandboxServer], receiver: Receiver) -> SandboxServer:
    return make_server(webhook_target=receiver.url, client_secret=PLANTED["client secret"])


def test_a_change_arrives_as_hubspot_sends_it(server: SandboxServer, receiver: Receiver) -> None:
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "Meet Victor"})
    assert server.webhooks.flush()
    (event,) = receiver.events
    assert event["subscriptionType"] == "object.propertyChange"
    assert event["objectTypeId"] == "0-3"
    assert event["objectId"] == int(server.showcase_deal_id)
    assert (event["propertyName"], event["propertyValue"]) == ("hs_next_step", "Meet Victor")
    assert (event["portalId"], event["appId"]) == (server.portal_id, server.app_id)
    assert event["changeSource"] == "CRM_UI"
    assert event["attemptNumber"] == 0
    assert event["occurredAt"] >= int(server.world.now.timestamp() * 1000)
    assert {"eventId", "subscriptionId", "sourceId"} <= set(event)


def test_deliveries_are_signed_over_method_uri_body_and_time(
    server: SandboxServer, receiver: Receiver
) -> None:
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "größer <b>"})
    assert server.webhooks.flush()
    headers, body = receiver.deliveries[0]
    timestamp = headers["X-HubSpot-Request-Timestamp"]
    expected = signature_v3(PLANTED["client secret"], "POST", receiver.url, body, timestamp)
    assert headers["X-HubSpot-Signature-v3"] == expected
    assert signature_v3("other", "POST", receiver.url, body, timestamp) != expected
    assert abs(int(timestamp) / 1000 - time.time()) < 60


def test_our_own_writes_come_back_as_integration(
    server: SandboxServer, client: Client, receiver: Receiver
) -> None:
    client.patch(f"{BASE}/deals/{server.showcase_deal_id}", {"properties": {"amount": "5"}})
    assert server.webhooks.flush()
    (event,) = receiver.events
    assert event["changeSource"] == "INTEGRATION"
    assert event["sourceId"] == str(server.app_id)


def test_equal_values_make_no_event(server: SandboxServer, receiver: Receiver) -> None:
    stage = server.deal(server.showcase_deal_id).properties["dealstage"]
    server.change_deal(server.showcase_deal_id, {"dealstage": stage})
    assert server.webhooks.flush()
    assert receiver.events == []


def test_an_email_makes_a_creation_and_its_associations(server: SandboxServer, receiver: Receiver) -> None:
    email = server.add_email(server.showcase_deal_id, subject="Hi", text="Are we on?")
    assert server.webhooks.flush()
    events = receiver.events
    kinds = Counter(event["subscriptionType"] for event in events)
    assert kinds["object.creation"] == 1
    assert kinds["object.associationChange"] == 2
    created = next(event for event in events if event["subscriptionType"] == "object.creation")
    assert (created["objectId"], created["objectTypeId"]) == (int(email.id), "0-49")
    named = {event.get("propertyName") for event in events}
    assert not named & {"hs_email_html", "hs_email_subject"}


def test_deletion_and_privacy_deletion(server: SandboxServer, receiver: Receiver, world: World) -> None:
    server.delete("deals", world.deals[3].id)
    server.erase_contact(world.contacts[2].id)
    assert server.webhooks.flush()
    found = [(event["subscriptionType"], str(event["objectId"])) for event in receiver.events]
    assert found == [
        ("object.deletion", world.deals[3].id),
        ("object.deletion", world.contacts[2].id),
        ("contact.privacyDeletion", world.contacts[2].id),
    ]


def test_legacy_names(make_server: Callable[..., SandboxServer], receiver: Receiver) -> None:
    server = make_server(webhook_target=receiver.url, legacy_events=True)
    server.change_deal(server.showcase_deal_id, {"amount": "7"})
    assert server.webhooks.flush()
    assert receiver.events[0]["subscriptionType"] == "deal.propertyChange"
    assert "objectTypeId" not in receiver.events[0]


def test_batches_hold_at_most_a_hundred(server: SandboxServer, receiver: Receiver) -> None:
    server.webhooks.pause()
    for k in range(230):
        server.change_deal(server.showcase_deal_id, {"hs_next_step": str(k)})
    server.webhooks.resume()
    assert server.webhooks.flush()
    sizes = [len(json.loads(body)) for _, body in receiver.deliveries]
    assert sum(sizes) == 230
    assert max(sizes) == 100
    # A slow machine may close a batch early; it must not send events one by one for that.
    assert len(sizes) < 23


def test_failed_deliveries_are_tried_again_then_given_up(server: SandboxServer, receiver: Receiver) -> None:
    server.webhooks.configure(retries_s=(0.01, 0.01))
    receiver.answers = [500, 503]
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "again"})
    assert server.webhooks.flush()
    assert [event["attemptNumber"] for event in receiver.events] == [0, 1, 2]
    assert len({event["eventId"] for event in receiver.events}) == 1
    receiver.answers = [500] * 9
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "in vain"})
    assert server.webhooks.flush()
    assert [delivery.status for delivery in server.webhooks.deliveries()] == [500, 503, 200, 500, 500, 500]


def test_an_unreachable_target_is_noted(make_server: Callable[..., SandboxServer]) -> None:
    server = make_server(webhook_target="http://127.0.0.1:9/")
    server.webhooks.configure(retries_s=(0.01,))
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "x"})
    assert server.webhooks.flush()
    deliveries = server.webhooks.deliveries()
    assert [delivery.status for delivery in deliveries] == [0, 0]
    assert all(delivery.error for delivery in deliveries)


def test_duplicates_disorder_and_redelivery(server: SandboxServer, receiver: Receiver) -> None:
    server.webhooks.configure(duplicates=3, shuffle=True)
    server.webhooks.pause()
    for k in range(20):
        server.change_deal(server.showcase_deal_id, {"hs_next_step": str(k)})
    server.webhooks.resume()
    assert server.webhooks.flush()
    ids = [event["eventId"] for event in receiver.events]
    assert set(Counter(ids).values()) == {3}
    assert len(set(ids)) == 20
    assert ids != sorted(ids)
    server.webhooks.configure(duplicates=1, shuffle=False)
    assert server.webhooks.redeliver(2) == 2
    assert server.webhooks.flush()
    assert len(receiver.events) == 62


def test_delays_hold_events_back(server: SandboxServer, receiver: Receiver) -> None:
    server.webhooks.configure(delay_ms=150)
    begun = time.monotonic()
    server.change_deal(server.showcase_deal_id, {"hs_next_step": "late"})
    assert server.webhooks.flush()
    assert time.monotonic() - begun >= 0.15
    assert len(receiver.events) == 1


def test_only_subscribed_properties_are_sent(server: SandboxServer, receiver: Receiver) -> None:
    server.webhooks.configure(properties=frozenset({"amount"}))
    server.change_deal(server.showcase_deal_id, {"amount": "9", "hs_next_step": "quiet"})
    assert server.webhooks.flush()
    assert [event["propertyName"] for event in receiver.events] == ["amount"]


def test_configured_over_http(make_server: Callable[..., SandboxServer], receiver: Receiver) -> None:
    server = make_server()
    control = f"{server.url}/__sandbox"
    options: dict[str, Any] = {
        "target": receiver.url,
        "secret": PLANTED["webhook secret"],
        "retries_s": [0.01],
    }
    shown = requests.post(f"{control}/webhooks", json=options, timeout=10).json()
    assert shown["target"] == receiver.url
    assert PLANTED["webhook secret"] not in str(shown)
    path = f"{control}/deals/{server.showcase_deal_id}"
    assert requests.post(f"{path}/change", json={"amount": "11"}, timeout=10).status_code == 200
    assert requests.post(f"{path}/email", json={"subject": "S", "text": "T"}, timeout=10).status_code == 201
    assert requests.post(f"{control}/webhooks/flush", timeout=15).json() == {"idle": True}
    sent = requests.get(f"{control}/webhooks/deliveries", timeout=10).json()["deliveries"]
    assert sent[0]["status"] == 200
    assert receiver.events[0]["propertyValue"] == "11"
    unknown = requests.post(f"{control}/webhooks", json={"colour": "red"}, timeout=10)
    assert unknown.status_code == 400
    assert "colour" in unknown.json()["message"]

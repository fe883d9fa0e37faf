"""Bodies of the CRMs we know, read by shapes that are data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import BoundReceiver, Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.ports.webhook_shape import WebhookShape
from crm_ai_webhooks.events import Events
from crm_ai_webhooks.generic import GenericConfig, GenericReceiver
from crm_ai_webhooks.shaped import read_events
from crm_ai_webhooks.standard import StandardConfig, StandardReceiver
from crm_ai_webhooks.verify import hmac_header

NOW = datetime(2026, 11, 23, 10, 0, 30, tzinfo=UTC)
DEAL = {"type": "deal"}
GONE = {"type": "deal", "action": "deletion"}


def delivery(body: Any, **headers: str) -> RawDelivery:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RawDelivery(
        "POST",
        "https://ai.example/in/x",
        named,
        body if isinstance(body, bytes) else json.dumps(body).encode(),
        NOW,
    )


def read(shape: dict[str, Any], one: RawDelivery) -> Events:
    return read_events(WebhookShape.model_validate(shape), one, "acc")


CRMS: dict[str, tuple[dict[str, Any], Any, list[tuple[str, str]]]] = {
    "pipedrive": (
        {
            "items": "body.meta",
            "id": "item.entity_id",
            "event": "{item.entity}.{item.action}",
            "events": {"deal.delete": GONE, "deal.*": DEAL},
            "repeat": "body.meta.id",
        },
        {"meta": {"id": "u-1", "action": "change", "entity": "deal", "entity_id": 7}, "data": {"title": "x"}},
        [("deal.change", "7")],
    ),
    "zoho": (
        {
            "items": "body.ids",
            "id": "item",
            "event": "{body.module}.{body.operation}",
            "events": {"Deals.delete": GONE, "Deals.*": DEAL},
        },
        {"module": "Deals", "operation": "delete", "ids": ["4150868000003507001", "4150868000003507002"]},
        [("deal.deletion", "4150868000003507001"), ("deal.deletion", "4150868000003507002")],
    ),
    "copper": (
        {
            "items": "body.ids",
            "id": "item",
            "event": "{body.type}.{body.event}",
            "events": {"opportunity.*": DEAL},
        },
        {"ids": [11, 12], "type": "opportunity", "event": "update", "subscription_id": 9},
        [("deal.change", "11"), ("deal.change", "12")],
    ),
    "close": (
        {
            "items": "body.event",
            "id": "item.object_id",
            "event": "{item.object_type}.{item.action}",
            "events": {"opportunity.deleted": GONE, "opportunity.*": DEAL},
            "repeat": "body.event.id",
            "occurred_at": {"path": "item.date_updated"},
        },
        {
            "subscription_id": "whsub_1",
            "event": {
                "id": "ev_1",
                "object_type": "opportunity",
                "object_id": "oppo_1",
                "action": "updated",
                "date_updated": "2026-11-23T09:59:00.120000+00:00",
            },
        },
        [("deal.change", "oppo_1")],
    ),
    "attio": (
        {
            "items": "body.events",
            "id": "item.id.record_id",
            "event": "{item.event_type}/{item.id.object_id}",
            "events": {"record.*/97052eb9": DEAL},
        },
        {
            "webhook_id": "w",
            "events": [
                {"event_type": "record.updated", "id": {"object_id": "97052eb9", "record_id": "a-1"}},
                {"event_type": "record.updated", "id": {"object_id": "other", "record_id": "a-2"}},
            ],
        },
        [("deal.change", "a-1")],
    ),
    "dynamics": (
        {
            "id": "item.PrimaryEntityId",
            "event": "{body.PrimaryEntityName}.{body.MessageName}",
            "events": {"opportunity.*": DEAL},
            "repeat": "body.OperationId",
        },
        {
            "MessageName": "Update",
            "PrimaryEntityName": "opportunity",
            "PrimaryEntityId": "b5f1c3c2-0000-4000-8000-000000000001",
            "OperationId": "o",
        },
        [("deal.change", "b5f1c3c2-0000-4000-8000-000000000001")],
    ),
    "name in a header": (
        {"event": "header.x-event", "events": {"deal:*": DEAL}},
        {"id": "7"},
        [("deal.change", "7")],
    ),
    "one kind only": ({"items": "body.ids", "id": "item", "events": {"": DEAL}}, {"ids": []}, []),
}


@pytest.mark.parametrize("crm", CRMS)
def test_the_bodies_of_known_crms_are_read(crm: str) -> None:
    shape, body, expected = CRMS[crm]
    events = read(shape, delivery(body, x_event="deal:updated"))
    assert [(event.kind, event.record_id) for event in events] == expected
    assert events.malformed == 0
    assert all(event.account == "acc" and event.value is None and not event.echo for event in events)


def test_the_time_is_the_senders_when_it_says_one() -> None:
    shape, body, _ = CRMS["close"]
    assert read(shape, delivery(body))[0].occurred_at == datetime(2026, 11, 23, 9, 59, 0, 120_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("2026-11-23 09:00:00", "iso", NOW.replace(hour=9, minute=0, second=0)),
        ("2026-11-23T09:00:00-01:00", "iso", NOW.replace(second=0)),
        (1_700_000_000, "s", datetime.fromtimestamp(1_700_000_000, UTC)),
        ("1700000000500", "ms", datetime.fromtimestamp(1_700_000_000.5, UTC)),
        ("yesterday", "iso", NOW),
        (None, "s", NOW),
        (True, "s", NOW),
        ("nan", "s", NOW),
        (1e300, "ms", NOW),
        ([], "iso", NOW),
        ("9999-12-31T23:59:59-14:00", "iso", NOW),
        ("2030-01-01", "iso", NOW + timedelta(days=1)),
    ],
)
def test_a_time_is_read_or_left_to_the_clock(value: object, style: str, expected: datetime) -> None:
    shape = {"events": {"": DEAL}, "occurred_at": {"path": "item.at", "format": style}}
    assert read(shape, delivery({"id": "7", "at": value}))[0].occurred_at == expected


def keys(shape: dict[str, Any], one: RawDelivery) -> list[str]:
    return [event.dedupe_key for event in read(shape, one)]


def test_a_repeat_is_told_by_the_header_made_for_it() -> None:
    shape = {"events": {"": DEAL}}
    first = delivery({"id": "7"}, idempotency_key="k1")
    later = replace(first, received_at=NOW + timedelta(days=2), body=b'{"id":  "7"}')
    assert keys(shape, first) == keys(shape, later)
    assert keys(shape, first) != keys(shape, delivery({"id": "7"}, idempotency_key="k2"))


def test_without_it_the_same_bytes_are_a_repeat_for_a_while_and_then_news() -> None:
    # A deal that goes forth, back and forth again makes the same body twice.
    shape = {"events": {"": DEAL}}
    one = delivery({"id": "7", "stage": "won"})
    assert keys(shape, one) == keys(shape, replace(one, received_at=NOW + timedelta(seconds=20)))
    assert keys(shape, one) != keys(shape, replace(one, received_at=NOW + timedelta(minutes=5)))
    assert keys(shape, one) != keys(shape, delivery({"id": "7", "stage": "lost"}))


def test_the_same_bytes_under_another_name_are_another_event() -> None:
    shape = {"event": "header.x-event", "events": {"*": DEAL}}
    one = delivery({"id": "7"}, x_event="a")
    assert keys(shape, one) != keys(shape, delivery({"id": "7"}, x_event="b"))


def test_one_delivery_names_a_record_once() -> None:
    assert len(read({"events": {"": DEAL}}, delivery([{"id": "7"}, {"id": 7}, {"id": "8"}]))) == 2


def test_elements_that_cannot_be_read_cost_no_others() -> None:
    body = [{"id": "7"}, {"id": None}, {}, 5, None, {"id": "a b"}, {"id": {"x": 1}}, {"id": "8"}]
    events = read({"events": {"": DEAL}}, delivery(body))
    assert [event.record_id for event in events] == ["7", "8"]
    assert events.malformed == 6


def test_names_without_a_meaning_are_counted() -> None:
    events = read({"event": "item.e", "events": {"deal.[x]": DEAL}}, delivery([{"id": "7", "e": "deal.x"}]))
    assert (list(events), events.unknown) == ([], 1)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b'{"other":1}', b"[" * 100_000])
def test_a_body_without_items_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookRejected) as caught:
        read({"items": "body.ids", "id": "item", "events": {"": DEAL}}, delivery(body))
    assert caught.value.code == "body_malformed"


def test_an_endless_list_is_refused() -> None:
    with pytest.raises(WebhookRejected):
        read({"id": "item", "events": {"": DEAL}}, delivery(list(range(10_001))))


@pytest.mark.parametrize(
    "broken",
    [
        {"events": {}},
        {"events": {"": {"type": "dragon"}}},
        {"events": {"": DEAL}, "items": "item.x"},
        {"events": {"": DEAL}, "items": "header.x"},
        {"events": {"": DEAL}, "repeat": "item.id"},
        {"events": {"": DEAL}, "id": "deal.id"},
        {"events": {"": DEAL}, "id": "item..id"},
        {"events": {"": DEAL}, "event": "{cookie}"},
        {"events": {"": DEAL}, "event": "{item.a"},
        {"events": {"": DEAL}, "event": "{item.a}}"},
        {"events": {"": DEAL}, "surplus": 1},
    ],
)
def test_a_shape_that_cannot_be_followed_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WebhookShape.model_validate(broken)


def test_a_shape_is_data_that_survives_json() -> None:
    for shape, _, _ in CRMS.values():
        model = WebhookShape.model_validate(shape)
        assert WebhookShape.model_validate_json(model.model_dump_json()) == model


standard, generic = StandardReceiver(), GenericReceiver()
SECRET = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQ="


def test_a_standard_delivery_is_verified_and_read_without_any_definition() -> None:
    bound = Endpoint("acc", StandardConfig())
    body = json.dumps(
        {"type": "deal.deleted", "timestamp": "2026-11-23T10:00:00Z", "data": {"id": "7", "name": "x"}}
    ).encode()
    headers = hmac_header.sign(
        STANDARD_WEBHOOKS, SECRET, method="POST", url="", body=body, at=NOW, id_="msg_1"
    )
    one = RawDelivery("POST", "https://ai.example/in/x", headers | {"cookie": "c"}, body, NOW)
    kept = standard.verify(one, bound, WebhookSecrets(["whsec_b2xk", SECRET]), NOW)
    assert kept == {"webhook-id": "msg_1"}
    (event,) = standard.parse(replace(one, headers=kept), bound)
    assert (event.kind, event.record_id, event.occurred_at) == ("deal.deletion", "7", NOW.replace(second=0))
    with pytest.raises(WebhookRejected):
        standard.verify(replace(one, body=body + b" "), bound, WebhookSecrets([SECRET]), NOW)


def test_both_are_bound_receivers_and_say_whether_a_secret_is_needed() -> None:
    for receiver in (standard, generic):
        assert isinstance(receiver, BoundReceiver)
    assert standard.needs_secret(Endpoint("acc", StandardConfig()))
    shape = {"events": {"": DEAL}}
    for check, needed in (({"kind": "none"}, False), ({"kind": "basic", "username": "u"}, True)):
        config = GenericConfig.model_validate({"verification": check, "shape": shape})
        assert generic.needs_secret(Endpoint("acc", config)) is needed


def test_what_is_kept_of_headers_is_short_and_any_database_takes_it() -> None:
    config = GenericConfig.model_validate({"verification": {"kind": "none"}, "shape": {"events": {"": DEAL}}})
    one = delivery({"id": "7"}, idempotency_key="a\0\ud800" + "x" * 10_000)
    kept = generic.verify(one, Endpoint("acc", config), WebhookSecrets(), NOW)
    assert kept == {"idempotency-key": "a\ufffd?" + "x" * 253}


def test_a_body_beyond_the_limit_is_refused_before_it_is_read() -> None:
    config = GenericConfig.model_validate({"verification": {"kind": "none"}, "shape": {"events": {"": DEAL}}})
    with pytest.raises(WebhookRejected) as caught:
        generic.verify(
            delivery(b" " * (generic.max_body_bytes + 1)), Endpoint("acc", config), WebhookSecrets(), NOW
        )
    assert caught.value.code == "body_too_large"

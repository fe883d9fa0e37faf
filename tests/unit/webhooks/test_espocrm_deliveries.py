"""Two deliveries that a real EspoCRM sent: accepted as they came, refused with any byte changed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import Endpoint, RawDelivery, WebhookSecrets
from crm_ai_webhooks.generic import GenericConfig, GenericReceiver

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "espocrm" / "webhooks.json").read_text()
)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DEALS = ["6b03f0f220d547baa", "6b03f0f212aa6e03a"]
SECRETS = WebhookSecrets(by_id={s["id"]: (s["secretKey"],) for s in RECORDED["subscriptions"]})
SHAPE = {
    "event": "{subscription}",
    "events": {
        "Opportunity.fieldUpdate.stage": {"type": "deal", "field": "stage"},
        "Opportunity.delete": {"type": "deal", "action": "deletion"},
        "Opportunity.*": {"type": "deal"},
    },
    "subscriptions": {s["id"]: s["event"] for s in RECORDED["subscriptions"]},
}
WAYS = [("signature", "hex"), ("x-signature", "raw")]
receiver = GenericReceiver()


def endpoint(way: tuple[str, str] = WAYS[0], **shape: Any) -> Endpoint:
    check = {"kind": "hmac", "header": way[0], "wrapping": "id", "encoding": way[1]}
    return Endpoint("crm", GenericConfig.model_validate({"verification": check, "shape": SHAPE | shape}))


def delivery(number: int) -> RawDelivery:
    one = RECORDED["deliveries"][number]
    headers = {name.lower(): value for name, value in one["headers"].items()}
    return RawDelivery("POST", "https://ai.example/in/x", headers, base64.b64decode(one["body_base64"]), NOW)


def refused(one: RawDelivery, way: tuple[str, str], secrets: WebhookSecrets = SECRETS) -> bool:
    try:
        receiver.verify(one, endpoint(way), secrets, NOW)
    except WebhookRejected as error:
        return error.code in {"signature_invalid", "signature_missing"}
    return False


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [0, 1])
def test_a_recorded_delivery_is_accepted_and_read(number: int, way: tuple[str, str]) -> None:
    one = delivery(number)
    kept = receiver.verify(one, endpoint(way), SECRETS, NOW)
    assert not set(kept) & {"signature", "x-signature"}
    events = receiver.parse(replace(one, headers=kept), endpoint(way))
    assert [(e.record_type, e.record_id, e.kind, e.account) for e in events] == [
        ("deal", id_, "deal.change", "crm") for id_ in DEALS
    ]
    assert {e.field for e in events} == {"stage" if number == 1 else None}
    assert (events.malformed, events.unknown) == (0, 0)


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
def test_any_changed_byte_is_refused(way: tuple[str, str], data: st.DataObject) -> None:
    one = delivery(data.draw(st.sampled_from([0, 1])))
    changed = bytearray(one.body)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    assert refused(replace(one, body=bytes(changed)), way)
    header = bytearray(one.headers[way[0]].encode())
    header[data.draw(st.integers(0, len(header) - 1))] ^= data.draw(st.integers(1, 127))
    assert refused(replace(one, headers={**one.headers, way[0]: header.decode("latin-1")}), way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [0, 1])
def test_no_character_of_the_signature_may_change(number: int, way: tuple[str, str]) -> None:
    one = delivery(number)
    alphabet = "ABab01+/="
    right = one.headers[way[0]]
    for place in range(len(right)):
        for other in alphabet:
            if other != right[place]:
                wrong = right[:place] + other + right[place + 1 :]
                assert refused(replace(one, headers={**one.headers, way[0]: wrong}), way)


def test_the_secret_of_another_subscription_does_not_do() -> None:
    first, second = (s["id"] for s in RECORDED["subscriptions"])
    swapped = WebhookSecrets(by_id={first: SECRETS.by_id[second], second: SECRETS.by_id[first]})
    shared = WebhookSecrets(shared=[*SECRETS.by_id[first], *SECRETS.by_id[second]])
    for number in (0, 1):
        assert refused(delivery(number), WAYS[0], swapped)
        assert refused(delivery(number), WAYS[0], shared)


def test_while_a_subscriptions_secret_is_rotated_old_and_new_do() -> None:
    both = WebhookSecrets(by_id={id_: ("new", *keys) for id_, keys in SECRETS.by_id.items()})
    for number in (0, 1):
        assert not refused(delivery(number), WAYS[0], both)


def test_a_subscription_nobody_knows_the_name_of_gives_no_event() -> None:
    one = delivery(0)
    bound = endpoint(subscriptions={})
    events = receiver.parse(replace(one, headers=receiver.verify(one, bound, SECRETS, NOW)), bound)
    assert (list(events), events.malformed) == ([], 2)

"""Whatever is sent, a receiver gives events or one kind of error."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.ports.webhook_shape import WebhookShape
from crm_ai_webhooks.events import Events
from crm_ai_webhooks.generic import GenericConfig, GenericReceiver
from crm_ai_webhooks.shaped import read_events
from crm_ai_webhooks.standard import StandardConfig, StandardReceiver
from crm_ai_webhooks.verify import hmac_header
from tests.unit.webhooks.test_espocrm_deliveries import SECRETS as ESPO_SECRETS
from tests.unit.webhooks.test_espocrm_deliveries import delivery as recorded
from tests.unit.webhooks.test_espocrm_deliveries import endpoint as espo
from tests.unit.webhooks.test_verification_table import NOW, ROWS, URL, key_like
from tests.unit.webhooks.test_webhook_shapes import CRMS

SHAPE = {
    "event": "{header.x-event}/{subscription}",
    "events": {"*": {"type": "deal"}},
    "subscription": "body.subscription_id",
    "subscriptions": {"9": "nine"},
    "occurred_at": {"path": "item.at", "format": "ms"},
}
SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
generic, standard = GenericReceiver(), StandardReceiver()

text = st.text(st.characters(), max_size=60)
header = text | st.sampled_from(
    [
        "1700000000",
        "1700000000000",
        "v1,",
        "v1, v1,=",
        "Basic ",
        "Basic Og==",
        "Og==",
        "OjA=",
        "=",
        ":",
        "\0",
        "é",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "ids", "at", "meta", "token", "event", "events", "data", "type", "timestamp"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
bodies = st.binary(max_size=100) | values.map(lambda value: json.dumps(value).encode())


@given(data=st.data())
def test_without_the_secret_nothing_is_believed_and_only_rejections_come_out(data: st.DataObject) -> None:
    scheme, secret, headers, body, url = ROWS[data.draw(st.sampled_from([*ROWS]))]
    # Each part as a real sender would send it, or anything.
    one = RawDelivery(
        data.draw(st.just("POST") | text),
        data.draw(st.sampled_from([url, URL]) | text),
        {name: data.draw(st.just(value) | header) for name, value in headers.items()},
        data.draw(st.just(body) | bodies),
        NOW,
    )
    config = GenericConfig.model_validate({"verification": scheme, "shape": SHAPE})
    wrong = data.draw(st.lists(st.sampled_from([key_like(secret), "", " ", "0", "é", "\ud800"]), max_size=3))
    believed = None
    with suppress(WebhookRejected):
        believed = generic.verify(one, Endpoint("acc", config), WebhookSecrets(wrong), NOW)
    # A one-letter password may be guessed by a sender that says anything; a hash may not.
    assert believed is None or scheme["kind"] in {"echo", "basic", "key"}


@given(name=st.sampled_from(["signature", "x-signature"]), value=header | st.binary().map(repr), body=bodies)
def test_a_wrapped_signature_of_anything_is_refused(name: str, value: str, body: bytes) -> None:
    one = replace(recorded(0), headers={name: value}, body=body)
    way = (name, "hex" if name == "signature" else "raw")
    believed = None
    with suppress(WebhookRejected):
        believed = generic.verify(one, espo(way), ESPO_SECRETS, NOW)
    assert believed is None


@given(body=bodies, event=header, unsigned=st.dictionaries(text, header, max_size=3))
def test_what_is_believed_is_read_or_refused(body: bytes, event: str, unsigned: dict[str, str]) -> None:
    config = GenericConfig.model_validate({"verification": {"kind": "none"}, "shape": SHAPE})
    bound = Endpoint("acc", config)
    one = RawDelivery("POST", URL, {**unsigned, "x-event": event, "cookie": "c"}, body, NOW)
    kept = generic.verify(one, bound, WebhookSecrets(), NOW)
    assert set(kept) <= {"x-event", "idempotency-key"}
    json.dumps(kept).encode()
    checked(read_or_refused(config.shape, replace(one, headers=kept)))


@given(body=bodies)
def test_a_standard_sender_may_sign_anything(body: bytes) -> None:
    headers = hmac_header.sign(
        STANDARD_WEBHOOKS, SECRET, method="POST", url=URL, body=body, at=NOW, id_="msg_1"
    )
    one, bound = RawDelivery("POST", URL, headers, body, NOW), Endpoint("acc", StandardConfig())
    kept = standard.verify(one, bound, WebhookSecrets([SECRET]), NOW)
    with suppress(WebhookRejected):
        checked(standard.parse(replace(one, headers=kept), bound))


@given(crm=st.sampled_from([*CRMS]), body=values, name=st.text(max_size=20))
def test_the_known_shapes_read_or_refuse_anything(crm: str, body: Any, name: str) -> None:
    shape, real, _ = CRMS[crm]
    if isinstance(body, dict) and isinstance(real, dict):
        body = real | body
    one = RawDelivery("POST", URL, {"x-event": name, "idempotency-key": name}, json.dumps(body).encode(), NOW)
    checked(read_or_refused(WebhookShape.model_validate(shape), one))


def read_or_refused(shape: WebhookShape, one: RawDelivery) -> Events:
    with suppress(WebhookRejected):
        return read_events(shape, one, "acc")
    return Events()


def checked(events: Events) -> None:
    """Look whether every database could store `events`."""
    for event in events:
        assert 0 < len(event.record_id) <= 64
        assert len(event.dedupe_key) < 300
        assert event.occurred_at.tzinfo is UTC
        for text_ in (event.record_id, event.dedupe_key, event.kind):
            assert "\0" not in text_
            text_.encode()

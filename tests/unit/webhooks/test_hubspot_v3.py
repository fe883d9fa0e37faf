"""HubSpot's v3 signature: what verifies, and that nothing else does."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import RawDelivery
from crm_ai_webhooks.hubspot import HubSpotReceiver
from crm_ai_webhooks.verify import hubspot_v3
from crm_ai_webhooks.verify.hubspot_v3 import SIGNATURE_HEADER, TIMESTAMP_HEADER

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECRET = "correct horse battery staple"
URL = "https://crm-ai.example/webhooks/hubspot?portal=1"
BODY = '[{"eventId":1,"note":"Grüße"}]'.encode()

receiver = HubSpotReceiver()


def independent_signature(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    source = method.encode() + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), source, hashlib.sha256).digest()).decode()


def delivery(
    *,
    url: str = URL,
    signed_url: str | None = None,
    body: bytes = BODY,
    at: datetime = NOW,
    secret: str = SECRET,
) -> RawDelivery:
    timestamp = str(int(at.timestamp() * 1000))
    signature = independent_signature(secret, "POST", signed_url or url, body, timestamp)
    headers = {SIGNATURE_HEADER: signature, TIMESTAMP_HEADER: timestamp}
    return RawDelivery("POST", url, headers, body, at)


def rejection(one: RawDelivery, secrets: list[str] | None = None, now: datetime = NOW) -> str:
    with pytest.raises(WebhookRejected) as caught:
        receiver.verify(one, [SECRET] if secrets is None else secrets, now)
    assert type(caught.value) is WebhookRejected
    return caught.value.code


def test_a_signature_computed_elsewhere_verifies() -> None:
    # Computed with `openssl dgst -sha256 -hmac s3cret -binary | base64`.
    headers = {
        SIGNATURE_HEADER: "rvtXd4NyHsDOA5tISDWGtYCoaBnOpImlLEzZaZVuWqc=",
        TIMESTAMP_HEADER: "1700000000000",
    }
    one = RawDelivery("POST", "https://a.example/webhooks/hubspot", headers, b"[]", NOW)
    receiver.verify(one, ["s3cret"], datetime.fromtimestamp(1_700_000_000, UTC))


def test_our_signer_agrees_with_an_independent_one() -> None:
    signed = hubspot_v3.sign(SECRET, method="POST", url=URL, body=BODY, at=NOW)
    assert signed == dict(delivery().headers)
    receiver.verify(delivery(), [SECRET], NOW)


@pytest.mark.parametrize("position", range(len(BODY)))
def test_any_changed_body_byte_is_refused(position: int) -> None:
    changed = bytearray(BODY)
    changed[position] ^= 1
    assert rejection(replace(delivery(), body=bytes(changed))) == "signature_invalid"


@pytest.mark.parametrize("position", range(len(URL)))
def test_any_changed_url_character_is_refused(position: int) -> None:
    changed = URL[:position] + chr(ord(URL[position]) ^ 1) + URL[position + 1 :]
    assert rejection(replace(delivery(), url=changed)) == "signature_invalid"


@pytest.mark.parametrize("position", range(44))
def test_any_changed_signature_character_is_refused(position: int) -> None:
    one = delivery()
    signature = one.headers[SIGNATURE_HEADER]
    changed = signature[:position] + ("A" if signature[position] != "A" else "B") + signature[position + 1 :]
    assert rejection(replace(one, headers={**one.headers, SIGNATURE_HEADER: changed})) == "signature_invalid"


def test_method_and_timestamp_are_signed_too() -> None:
    one = delivery()
    assert rejection(replace(one, method="PUT")) == "signature_invalid"
    later = str(int(one.headers[TIMESTAMP_HEADER]) + 1)
    assert rejection(replace(one, headers={**one.headers, TIMESTAMP_HEADER: later})) == "signature_invalid"


@pytest.mark.parametrize("side", [-1, 1])
def test_the_window_has_two_sides(side: int) -> None:
    edge, step = timedelta(minutes=5), timedelta(milliseconds=1)
    receiver.verify(delivery(at=NOW + side * edge), [SECRET], NOW)
    assert rejection(delivery(at=NOW + side * (edge + step))) == "timestamp_out_of_window"
    assert rejection(delivery(at=NOW + side * timedelta(days=3650))) == "timestamp_out_of_window"


def test_during_rotation_both_secrets_sign() -> None:
    for signer in ("old", "new"):
        receiver.verify(delivery(secret=signer), ["new", "old"], NOW)
    assert rejection(delivery(secret="older"), ["new", "old"]) == "signature_invalid"


@pytest.mark.parametrize("secrets", [[], [""], ["", "  "]])
def test_an_empty_secret_signs_nothing(secrets: list[str]) -> None:
    for signer in ("", "  "):
        assert rejection(delivery(secret=signer), secrets) == "signature_invalid"


def test_hubspots_decoded_escapes_count_and_no_others() -> None:
    raw = "https://a.example/x?email=a%40b.example&q=%2fz%21&n=1%26admin%3Dyes"
    decoded = "https://a.example/x?email=a@b.example&q=/z!&n=1%26admin%3Dyes"
    fully = "https://a.example/x?email=a@b.example&q=/z!&n=1&admin=yes"
    receiver.verify(delivery(url=raw), [SECRET], NOW)
    receiver.verify(delivery(url=raw, signed_url=decoded), [SECRET], NOW)
    assert rejection(delivery(url=raw, signed_url=fully)) == "signature_invalid"


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        (SIGNATURE_HEADER, None, "signature_missing"),
        (SIGNATURE_HEADER, "", "signature_missing"),
        (SIGNATURE_HEADER, b"bytes", "signature_missing"),
        (SIGNATURE_HEADER, "ünï", "signature_invalid"),
        (SIGNATURE_HEADER, "\ud800", "signature_invalid"),
        (TIMESTAMP_HEADER, None, "timestamp_missing"),
        (TIMESTAMP_HEADER, "soon", "timestamp_missing"),
        (TIMESTAMP_HEADER, "-1", "timestamp_missing"),
        (TIMESTAMP_HEADER, "1e3", "timestamp_missing"),
        (TIMESTAMP_HEADER, "٣", "timestamp_missing"),
        (TIMESTAMP_HEADER, "9" * 5000, "timestamp_missing"),
        (TIMESTAMP_HEADER, "9" * 16, "timestamp_out_of_window"),
        (TIMESTAMP_HEADER, "NaN", "timestamp_missing"),
    ],
)
def test_headers_nobody_would_send(header: str, value: object, code: str) -> None:
    one = delivery()
    headers: dict[str, Any] = {**one.headers, header: value}
    assert rejection(replace(one, headers=headers)) == code
    del headers[header]
    assert rejection(replace(one, headers=headers)).endswith("_missing")


def test_a_repeated_header_arrives_joined_and_is_refused() -> None:
    one = delivery()
    twice = f"{one.headers[SIGNATURE_HEADER]},{one.headers[SIGNATURE_HEADER]}"
    assert rejection(replace(one, headers={**one.headers, SIGNATURE_HEADER: twice})) == "signature_invalid"


def test_the_size_limit_comes_before_everything() -> None:
    big = b" " * (receiver.max_body_bytes + 1)
    assert rejection(replace(delivery(), body=big, headers={})) == "body_too_large"
    receiver.verify(delivery(body=big[:-1]), [SECRET], NOW)


def test_a_rejection_repeats_nothing_of_the_request() -> None:
    one = replace(delivery(), body=b"jane@customer.example")
    with pytest.raises(WebhookRejected) as caught:
        receiver.verify(one, [SECRET], NOW)
    said = f"{caught.value.user_message} {caught.value.detail} {caught.value.hint}"
    assert "jane" not in said
    assert SECRET not in said


hostile_text = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["", "0", "9" * 4400, "%", "%zz", "\ud800"]
)


@settings(deadline=None)
@given(
    method=hostile_text,
    url=hostile_text,
    body=st.binary(),
    signature=st.none() | hostile_text | st.binary(),
    timestamp=st.none() | hostile_text | st.integers() | st.just(str(int(NOW.timestamp() * 1000))),
    secrets=st.lists(hostile_text, max_size=3),
)
def test_only_a_rejection_comes_out(
    method: str, url: str, body: bytes, signature: object, timestamp: object, secrets: list[str]
) -> None:
    headers: dict[str, Any] = {SIGNATURE_HEADER: signature, TIMESTAMP_HEADER: timestamp}
    rejection(RawDelivery(method, url, headers, body, NOW), secrets)


@settings(deadline=None)
@given(
    body=st.binary(max_size=200), url=st.text(st.characters(codec="utf-8")), secret=st.text("abc", min_size=1)
)
def test_what_was_signed_verifies(body: bytes, url: str, secret: str) -> None:
    headers = hubspot_v3.sign(secret, method="POST", url=url, body=body, at=NOW)
    receiver.verify(RawDelivery("POST", url, headers, body, NOW), [secret], NOW)

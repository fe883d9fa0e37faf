"""Every row of the verification table: what verifies, and that nothing else does or comes out."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS, Verification
from crm_ai_webhooks.verify import hmac_header, table

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
BODY = b'{"event":{"object_type":"opportunity"}}'
URL = "https://a.example/in/x?y=1"
ADAPTER: TypeAdapter[Verification] = TypeAdapter(Verification)

# One of each kind, with headers and body that pass. Hashes were computed with `openssl dgst`.
ROWS: dict[str, tuple[dict[str, Any], str, dict[str, str], bytes, str]] = {
    "hex of the body": (
        {"kind": "hmac", "header": "Attio-Signature"},
        "s3cret",
        {"attio-signature": "51d16206913bf377a35510971c01c3834aa1480c9cf745d8972e98723a534b33"},
        BODY,
        URL,
    ),
    "sha-512": (
        {"kind": "hmac", "header": "x-sig", "algorithm": "sha512"},
        "s3cret",
        {
            "x-sig": "d7d259847e0d351cc5b91a7e4b21984e4527629b8b8a9ebed3751afbf13db4b3"
            "57cf52f70268c82f37125e15019968d9afb51b0bc688ad53ae7bd5886b29cfc6"
        },
        BODY,
        URL,
    ),
    "sha-1 in base64": (
        {"kind": "hmac", "header": "x-sig", "algorithm": "sha1", "encoding": "base64"},
        "s3cret",
        {"x-sig": "dFkLJQxWvnI4+zgiI4IH+NMzi5o="},
        BODY,
        URL,
    ),
    "raw bytes": (
        {"kind": "hmac", "header": "x-sig", "encoding": "raw"},
        "s3cret",
        {
            "x-sig": bytes.fromhex("51d16206913bf377a35510971c01c3834aa1480c9cf745d8972e98723a534b33").decode(
                "latin-1"
            )
        },
        BODY,
        URL,
    ),
    "with a prefix": (
        # GitHub's own example of its scheme.
        {"kind": "hmac", "header": "x-hub-signature-256", "prefix": "sha256="},
        "It's a Secret to Everybody",
        {"x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
        b"Hello, World!",
        URL,
    ),
    "time and body, key in hex": (
        {
            "kind": "hmac",
            "header": "close-sig-hash",
            "signs": "{timestamp}{body}",
            "key": "hex",
            "timestamp": {"header": "close-sig-timestamp"},
        },
        "00ff10a5c3",
        {
            "close-sig-timestamp": "1700000000",
            "close-sig-hash": "558a4c1968376d13dd54b020c6bfbb9ff044107b6293f8308dc6c16bc84ed801",
        },
        BODY,
        URL,
    ),
    "method, address, body and time": (
        {
            "kind": "hmac",
            "header": "x-sig",
            "signs": "{method}{url}{body}{timestamp}",
            "encoding": "base64",
            "timestamp": {"header": "x-time", "unit": "ms"},
        },
        "s3cret",
        {"x-time": "1700000000000", "x-sig": "vkDZl03QgLD4VWCjlB+TyTVK4YkuFVF7F4oMkyHcoKg="},
        BODY,
        URL,
    ),
    "standard webhooks": (
        STANDARD_WEBHOOKS.model_dump(),
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        {
            "webhook-id": "msg_1",
            "webhook-timestamp": "1700000000",
            "webhook-signature": "v1,AAAA v1a,Zm9v v1,Rk3BpBfAszyGqYj5cAihISG3GO1rEMPtu5aBIZzMVXY=",
        },
        BODY,
        URL,
    ),
    "echoed token": (
        {"kind": "echo", "path": "meta.token"},
        "s3cret",
        {},
        b'{"meta":{"token":"s3cret"}}',
        URL,
    ),
    "basic": (
        {"kind": "basic", "username": "crm"},
        "s3:cret",
        {"authorization": "Basic " + base64.b64encode(b"crm:s3:cret").decode()},
        BODY,
        URL,
    ),
    "key in a header": (
        {"kind": "key", "name": "X-Key"},
        "s3cret",
        {"x-key": "s3cret"},
        BODY,
        URL,
    ),
    "key in the query": (
        {"kind": "key", "place": "query", "name": "code"},
        "s3cret+/=",
        {},
        BODY,
        "https://a.example/in/x?code=s3cret%2B%2F%3D",
    ),
}


def row(name: str) -> tuple[Verification, str, RawDelivery]:
    scheme, secret, headers, body, url = ROWS[name]
    return ADAPTER.validate_python(scheme), secret, RawDelivery("POST", url, headers, body, NOW)


def code(scheme: Verification, one: RawDelivery, *secrets: str, now: datetime = NOW) -> str | None:
    try:
        table.verify(scheme, one, WebhookSecrets(secrets), now)
    except WebhookRejected as error:
        return error.code
    return None


def key_like(secret: str) -> str:
    """Return another secret in the same notation."""
    return secret[:-1] + ("8" if secret[-1] != "8" else "9")


@pytest.mark.parametrize("name", ROWS)
def test_what_was_computed_elsewhere_verifies_and_with_another_secret_it_does_not(name: str) -> None:
    scheme, secret, one = row(name)
    assert code(scheme, one, secret) is None
    assert code(scheme, one, key_like(secret)) == "signature_invalid"


@pytest.mark.parametrize("name", ROWS)
def test_while_a_secret_is_rotated_old_and_new_verify(name: str) -> None:
    scheme, secret, one = row(name)
    assert code(scheme, one, key_like(secret), secret) is None
    assert code(scheme, one, secret, key_like(secret)) is None


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("secrets", [(), ("",), (" ", "")])
def test_without_a_secret_nothing_verifies(name: str, secrets: tuple[str, ...]) -> None:
    scheme, _, one = row(name)
    assert code(scheme, one, *secrets) == "signature_invalid"


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name][0]["kind"] == "hmac"])
@given(data=st.data())
def test_any_changed_byte_of_a_signed_body_is_refused(name: str, data: st.DataObject) -> None:
    scheme, secret, one = row(name)
    place = data.draw(st.integers(0, len(one.body) - 1))
    changed = bytearray(one.body)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert code(scheme, replace(one, body=bytes(changed)), secret) == "signature_invalid"
    assert code(scheme, replace(one, body=one.body + b" "), secret) == "signature_invalid"


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name][2]])
def test_any_missing_header_is_refused(name: str) -> None:
    scheme, secret, one = row(name)
    for header in one.headers:
        left = {key: value for key, value in one.headers.items() if key != header}
        assert code(scheme, replace(one, headers=left), secret) in {"signature_missing", "timestamp_missing"}


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name][0].get("timestamp")])
def test_the_window_has_two_sides(name: str) -> None:
    scheme, secret, one = row(name)
    edge, step = timedelta(seconds=300), timedelta(milliseconds=1)
    for side in (-1, 1):
        assert code(scheme, one, secret, now=NOW + side * edge) is None
        assert code(scheme, one, secret, now=NOW + side * (edge + step)) == "timestamp_out_of_window"


@pytest.mark.parametrize("stamp", ["", " ", "-1", "1.7e9", "1700000000 ", "٠", "9" * 400, "0x10"])
def test_a_time_that_is_no_number_is_refused(stamp: str) -> None:
    scheme, secret, one = row("time and body, key in hex")
    headers = {**one.headers, "close-sig-timestamp": stamp}
    assert code(scheme, replace(one, headers=headers), secret) in {
        "timestamp_missing",
        "timestamp_out_of_window",
    }


def test_method_and_address_count_where_they_are_signed() -> None:
    scheme, secret, one = row("method, address, body and time")
    assert code(scheme, replace(one, method="PUT"), secret) == "signature_invalid"
    assert code(scheme, replace(one, url=one.url + "&z=1"), secret) == "signature_invalid"


def test_the_specifications_own_example_verifies() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    one = RawDelivery("POST", URL, headers, b'{"test": 2432232314}', NOW)
    at = datetime.fromtimestamp(1_614_265_330, UTC)
    assert code(STANDARD_WEBHOOKS, one, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now=at) is None
    # The prefix of the secret is how it is shown, not part of it.
    assert code(STANDARD_WEBHOOKS, one, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now=at) is None


def test_an_id_that_could_be_taken_for_id_and_time_is_refused() -> None:
    secret = "whsec_" + base64.b64encode(b"k" * 24).decode()
    signed = hmac_header.sign(
        STANDARD_WEBHOOKS, secret, method="POST", url=URL, body=b"1700000000.x", at=NOW, id_="m"
    )
    assert code(STANDARD_WEBHOOKS, RawDelivery("POST", URL, signed, b"1700000000.x", NOW), secret) is None
    forged = {**signed, "webhook-id": "m.1700000000"}
    assert code(STANDARD_WEBHOOKS, RawDelivery("POST", URL, forged, b"x", NOW), secret) == "signature_invalid"


def test_signatures_of_another_version_do_not_count() -> None:
    scheme, secret, one = row("standard webhooks")
    right = one.headers["webhook-signature"].split(",")[-1]
    for header in (f"v2,{right}", f"v1a,{right}", right, f"v1,{right},", f"V1,{right}"):
        assert (
            code(scheme, replace(one, headers={**one.headers, "webhook-signature": header}), secret)
            == "signature_invalid"
        )


@pytest.mark.parametrize("secret", ["zz", "0", "00 ff", "ключ"])
def test_a_mistyped_key_signs_nothing(secret: str) -> None:
    scheme, right, one = row("time and body, key in hex")
    assert code(scheme, one, secret) == "signature_invalid"
    assert code(scheme, one, secret, right) is None


@pytest.mark.parametrize("empty", ["whsec_", "whsec_ ", " whsec_"])
def test_a_secret_that_holds_no_key_signs_nothing(empty: str) -> None:
    # Anybody can sign with the empty key.
    source = b"msg_1.1700000000." + BODY
    forged = base64.b64encode(hmac.digest(b"", source, "sha256")).decode()
    scheme, secret, one = row("standard webhooks")
    headers = {**one.headers, "webhook-signature": f"v1,{forged}"}
    assert code(scheme, replace(one, headers=headers), empty, secret) == "signature_invalid"


def test_a_key_given_twice_in_the_query_is_refused() -> None:
    scheme, secret, one = row("key in the query")
    assert code(scheme, replace(one, url=one.url + "&code=x"), secret) == "signature_invalid"
    assert code(scheme, replace(one, url="https://a.example/in/x"), secret) == "signature_missing"
    assert code(scheme, replace(one, url=URL + "&a=1" * 100), secret) == "signature_invalid"


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b'{"meta":[]}', b'{"meta":{"token":7}}', b"{", b"\xff"])
def test_a_body_that_echoes_nothing_is_refused(body: bytes) -> None:
    scheme, secret, one = row("echoed token")
    assert code(scheme, replace(one, body=body), secret) in {"signature_missing", "body_malformed"}


@pytest.mark.parametrize(
    "header", ["Bearer s3cret", "Basic", "Basic !!", "Basic Y3JtOg==", "basic", "Basic ÿÿ"]
)
def test_other_authorizations_are_refused(header: str) -> None:
    scheme, secret, one = row("basic")
    assert code(scheme, replace(one, headers={"authorization": header}), secret) in {
        "signature_missing",
        "signature_invalid",
    }


def test_none_lets_everything_pass() -> None:
    assert code(ADAPTER.validate_python({"kind": "none"}), RawDelivery("POST", URL, {}, b"\xff", NOW)) is None

"""Whatever bytes come, a host believes what HubSpot signed and refuses the rest with one error."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import RawDelivery
from crm_ai_webhooks.hubspot.host import HubSpotHost
from crm_ai_webhooks.verify import hubspot_v2, hubspot_v3
from tests.fixtures.planted_secrets import PLANTED

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
SECRET = PLANTED["client secret"]
URL = "https://ai.example/api/hosts/hubspot/next-step"
ASKED = {"callbackId": "c-1", "origin": {"portalId": 4711}, "object": {"objectId": 7, "objectType": "DEAL"}}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def delivery(body: bytes, headers: dict[str, str], url: str = URL) -> RawDelivery:
    return RawDelivery("POST", url, headers, body, NOW)


def v3(body: bytes, url: str = URL) -> dict[str, str]:
    return hubspot_v3.sign(SECRET, method="POST", url=url, body=body, at=NOW)


def v2(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return hubspot_v2.sign(secret, method="POST", url=URL, body=body)


@pytest.mark.parametrize("sign", [v2, v3])
def test_a_workflow_is_believed_by_either_scheme(sign: Any) -> None:
    body = json.dumps(ASKED).encode()
    caller, asked = HubSpotHost().workflow(delivery(body, sign(body)), [SECRET], NOW)
    assert (caller.account, asked.id, asked.record_type, asked.record_id) == ("4711", "c-1", "deal", "7")


def test_a_wrong_newer_signature_is_not_made_good_by_an_older_one() -> None:
    body = json.dumps(ASKED).encode()
    headers = v2(body) | v3(b"another")
    with pytest.raises(WebhookRejected):
        HubSpotHost().workflow(delivery(body, headers), [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["another"]])
def test_nobody_else_signs(secrets: list[str]) -> None:
    body = json.dumps(ASKED).encode()
    for headers in (v2(body), v3(body), {}):
        with pytest.raises(WebhookRejected):
            HubSpotHost().workflow(delivery(body, headers), secrets, NOW)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80) | junk.map(lambda one: json.dumps(one).encode()))
def test_whatever_is_signed_only_one_error_comes_out(body: bytes) -> None:
    try:
        HubSpotHost().workflow(delivery(body, v3(body)), [SECRET], NOW)
    except WebhookRejected:
        return
    raise AssertionError("that was no workflow")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_whatever_stands_in_a_signed_query_only_one_error_comes_out(query: str) -> None:
    url = f"{URL}?{query}"
    try:
        caller = HubSpotHost().verify(delivery(b"", v3(b"", url), url), [SECRET], NOW)
    except WebhookRejected:
        return
    assert caller.account.isdigit()

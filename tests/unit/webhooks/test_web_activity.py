"""Visits of a web tracker: what is believed, what is read, and what of an address stays."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.ports.visits import BringsVisits, Visits
from crm_ai_webhooks.verify import hmac_header
from crm_ai_webhooks.web_activity import WebActivityConfig, WebActivityReceiver
from crm_ai_webhooks.web_activity.pages import MAX_PAGE, page_of
from crm_ai_webhooks.web_activity.receiver import MAX_VISITS
from tests.unit.webhooks.test_receiver_fuzz import SECRET, bodies, header, text
from tests.unit.webhooks.test_verification_table import NOW, URL

receiver = WebActivityReceiver()
BOUND = Endpoint("acc", WebActivityConfig())
SEEN = {
    "id": "v-1",
    "kind": "page_view",
    "at": "2023-11-14T22:00:00Z",
    "contact": {"id": "7"},
    "url": "https://www.example.com/pricing?utm_source=mail&email=ann@example.com#top",
    "title": "Pricing",
}


def delivery(body: bytes, secret: str = SECRET) -> RawDelivery:
    headers = hmac_header.sign(
        STANDARD_WEBHOOKS, secret, method="POST", url=URL, body=body, at=NOW, id_="msg_1"
    )
    return RawDelivery("POST", URL, headers, body, NOW)


def read(*elements: Any, source: str = "web") -> Visits:
    body = json.dumps({"type": "web.activity", "data": list(elements)}).encode()
    return receiver.visits(delivery(body), Endpoint("acc", WebActivityConfig(source=source)))


def test_a_visit_is_read_without_what_tells_visitors_apart() -> None:
    (visit,) = read(SEEN).items
    assert isinstance(receiver, BringsVisits)
    assert (visit.kind, visit.contact_id, visit.email, visit.title) == ("page_view", "7", None, "Pricing")
    assert visit.page == "https://www.example.com/pricing"
    assert visit.at.isoformat() == "2023-11-14T22:00:00+00:00"


def test_a_repeat_is_one_and_another_trackers_id_is_another() -> None:
    (one,) = read(SEEN, SEEN).items
    (again,) = read(SEEN | {"title": "Prices"}).items
    (other,) = read(SEEN, source="shop").items
    assert one.key == again.key != other.key


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 129}, "id"),
        ({"kind": "bought"}, "kind"),
        ({"at": "2023-11-14T22:00:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "at"),
        ({"contact": {}}, "contact"),
        ({"contact": {"email": "nobody"}}, "contact"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "/pricing"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"title": 5}, "title"),
    ],
)
def test_one_that_cannot_be_read_is_named_and_costs_no_other(change: dict[str, Any], field: str) -> None:
    found = read(SEEN | change, SEEN | {"id": "v-2"})
    assert len(found.items) == 1
    (problem,) = found.unreadable
    assert (problem.index, problem.field) == (0, field)
    assert not any(str(value) in problem.reason for value in change.values() if value)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"type": "deal.updated", "data": [SEEN]}, "web.activity"),
        ({"type": "web.activity"}, "data"),
        ({"type": "web.activity", "data": [SEEN] * (MAX_VISITS + 1)}, "at most"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_what_to_send(body: Any, hint: str) -> None:
    with pytest.raises(WebhookRejected) as raised:
        receiver.visits(delivery(json.dumps(body).encode()), BOUND)
    assert raised.value.code == "body_malformed"
    assert hint in (raised.value.hint or "")


def test_only_the_trackers_secret_signs_and_only_for_minutes() -> None:
    one = delivery(b"{}")
    receiver.verify(one, BOUND, WebhookSecrets(["whsec_b3RoZXI=", SECRET]), NOW)
    refused = [
        (one, WebhookSecrets(["whsec_b3RoZXI="]), NOW),
        (one, WebhookSecrets(by_id={"web_activity": [SECRET]}), NOW),
        (one, WebhookSecrets([SECRET]), NOW + timedelta(minutes=6)),
        (one, WebhookSecrets([SECRET]), NOW - timedelta(minutes=6)),
        (replace(one, body=b"{ }"), WebhookSecrets([SECRET]), NOW),
        (replace(one, headers={**one.headers, "webhook-id": "msg_2"}), WebhookSecrets([SECRET]), NOW),
        (replace(one, body=b" " * (receiver.max_body_bytes + 1)), WebhookSecrets([SECRET]), NOW),
    ]
    for sent, secrets, at in refused:
        with pytest.raises(WebhookRejected):
            receiver.verify(sent, BOUND, secrets, at)


def test_a_clock_that_runs_ahead_puts_no_visit_into_the_future() -> None:
    (visit,) = read(SEEN | {"at": "2031-01-01T00:00:00Z"}).items
    assert visit.at == NOW


def test_a_title_keeps_no_address_and_no_length() -> None:
    (visit,) = read(SEEN | {"title": "Welcome\x00 ann@example.com " + "x" * 900}).items
    assert "ann@" not in visit.title
    assert len(visit.title) <= 200
    assert "\x00" not in visit.title


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("HTTPS://WWW.Example.com:8443/a/b/", "https://www.example.com/a/b/"),
        ("https://ann:secret@example.com/x?y#z", "https://example.com/x"),
        ("https://example.com/u/ann@example.com/edit", "https://example.com/u/…/edit"),
        ("https://example.com/u/ann%2540example.com", "https://example.com/u/…"),
        ("https://example.com/cart;jsessionid=9A8B", "https://example.com/cart"),
        ("https://example.com/reset/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "https://example.com/reset/…"),
        ("https://example.com/t/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x", "https://example.com/t/…"),
        ("https://example.com/call/+49-170-1234567", "https://example.com/call/…"),
        (
            "https://example.com/blog/2026-annual-report-of-pricing",
            "https://example.com/blog/2026-annual-report-of-pricing",
        ),
        ("https://example.com/a%2Fb%0Ac", "https://example.com/a%2Fb%0Ac"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("ftp://example.com/", None),
        ("https://", None),
        ("", None),
    ],
)
def test_what_stays_of_an_address(address: str, page: str | None) -> None:
    assert page_of(address) == page


@given(st.text(max_size=80), st.text(st.characters(), max_size=40), st.text(max_size=20))
def test_nothing_of_a_query_fragment_or_user_stays(path: str, secret: str, rest: str) -> None:
    marked = "".join(c for c in secret if c.isalnum())
    page = page_of(f"https://u{marked}zz:p@example.com/x?q={marked}zz&{rest}#{path}{marked}zz")
    assert page == "https://example.com/x" or page is None


@given(st.text(st.characters(), max_size=300) | st.text(max_size=60).map(lambda t: "https://e.com/" + t))
def test_any_address_is_a_page_or_none(address: str) -> None:
    page = page_of(address)
    if page is not None:
        page.encode()
        assert len(page) <= MAX_PAGE
        assert not {"\0", "\n", "?", "#", "@", " "} & set(page)


elements = st.fixed_dictionaries(
    {},
    optional={
        "id": text | st.integers(),
        "kind": st.sampled_from(["page_view", "download"]) | text,
        "at": st.datetimes().map(lambda d: d.isoformat() + "Z") | st.integers() | st.floats() | text,
        "contact": st.fixed_dictionaries({}, optional={"id": text | st.integers(), "email": text}) | text,
        "url": text | text.map(lambda t: "https://e.com/" + t),
        "title": text,
    },
)


@given(
    st.lists(elements, max_size=4)
    .map(lambda found: {"type": "web.activity", "data": found})
    .map(json.dumps)
    .map(str.encode)
    | bodies
)
def test_whatever_a_tracker_signs_is_read_or_refused(body: bytes) -> None:
    one = delivery(body)
    assert receiver.verify(one, BOUND, WebhookSecrets([SECRET]), NOW) == {}
    with suppress(WebhookRejected):
        for visit in receiver.visits(one, BOUND).items:
            assert visit.at.tzinfo is UTC
            for kept in (visit.key, visit.page, visit.title, visit.contact_id or "", visit.email or ""):
                kept.encode()
                assert "\0" not in kept


@given(
    body=bodies,
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), header
    ),
)
def test_without_the_secret_no_tracker_is_believed(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(WebhookRejected):
        receiver.verify(RawDelivery("POST", URL, headers, body, NOW), BOUND, WebhookSecrets([SECRET]), NOW)

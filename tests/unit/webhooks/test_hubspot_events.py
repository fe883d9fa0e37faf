"""HubSpot's events: what is read, what is left out, and that no body breaks the reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_webhooks import Events
from crm_ai_webhooks.hubspot import HubSpotReceiver

receiver = HubSpotReceiver()
APP_ID = "4"


def raw_event(**changes: Any) -> dict[str, Any]:
    event = {
        "eventId": 1,
        "subscriptionId": 2,
        "portalId": 3,
        "appId": 4,
        "occurredAt": 1_700_000_000_000,
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": 0,
        "objectId": 5,
        "propertyName": "dealstage",
        "propertyValue": "contractsent",
        "changeSource": "CRM_UI",
        "sourceId": "userId:9",
    }
    return {key: value for key, value in (event | changes).items() if value is not ...}


def parse(*events: Any, app_id: str | None = APP_ID) -> Events:
    return receiver.parse(json.dumps(list(events)).encode(), app_id=app_id)


def test_a_property_change() -> None:
    (event,) = parse(raw_event())
    assert (event.account, event.kind, event.record_type, event.record_id) == (
        "3",
        "deal.propertyChange",
        "deal",
        "5",
    )
    assert (event.field, event.value, event.echo) == ("dealstage", "contractsent", False)
    assert event.occurred_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert event.related == ()


@pytest.mark.parametrize(
    ("type_id", "record_type"),
    [("0-1", "contact"), ("0-2", "company"), ("0-3", "deal"), ("0-49", "activity"), ("0-27", "activity")],
)
def test_generic_events_name_their_type_by_id(type_id: str, record_type: str) -> None:
    (event,) = parse(raw_event(subscriptionType="object.creation", objectTypeId=type_id))
    assert (event.kind, event.record_type) == ("object.creation", record_type)


@pytest.mark.parametrize(
    "kind", ["contact.creation", "contact.deletion", "contact.restore", "contact.privacyDeletion"]
)
def test_contact_events(kind: str) -> None:
    (event,) = parse(raw_event(subscriptionType=kind))
    assert (event.kind, event.record_type, event.record_id) == (kind, "contact", "5")


@pytest.mark.parametrize(
    ("changes", "record", "related"),
    [
        ({"associationType": "DEAL_TO_CONTACT"}, ("deal", "7"), [("contact", "8")]),
        ({"associationType": "CONTACT_TO_DEAL"}, ("contact", "7"), [("deal", "8")]),
        ({"associationType": "TICKET_TO_DEAL"}, ("deal", "8"), []),
        ({"fromObjectTypeId": "0-2", "toObjectTypeId": "0-3"}, ("company", "7"), [("deal", "8")]),
    ],
)
def test_an_association_names_both_ends(
    changes: dict[str, str], record: tuple[str, str], related: list[tuple[str, str]]
) -> None:
    (event,) = parse(
        raw_event(
            subscriptionType="object.associationChange", objectId=..., fromObjectId=7, toObjectId=8, **changes
        )
    )
    assert (event.record_type, event.record_id) == record
    assert list(event.related) == related


def test_a_merge_is_about_the_record_that_lives_on() -> None:
    (event,) = parse(
        raw_event(subscriptionType="contact.merge", primaryObjectId=7, mergedObjectIds=[7, 8], newObjectId=9)
    )
    assert (event.record_id, list(event.related)) == ("9", [("contact", "7"), ("contact", "8")])
    (event,) = parse(raw_event(subscriptionType="contact.merge", primaryObjectId=7, mergedObjectIds=[8]))
    assert (event.record_id, list(event.related)) == ("7", [("contact", "8")])


@pytest.mark.parametrize(
    ("changes", "echo"),
    [
        ({"changeSource": "INTEGRATION", "sourceId": "4"}, True),
        ({"changeSource": "INTEGRATION", "sourceId": 4}, True),
        ({"changeSource": "INTEGRATION", "sourceId": "44"}, False),
        ({"changeSource": "CRM_UI", "sourceId": "4"}, False),
        ({"propertyName": "crm_ai_p_win"}, True),
        (
            {"subscriptionType": "contact.privacyDeletion", "changeSource": "INTEGRATION", "sourceId": "4"},
            False,
        ),
    ],
)
def test_echoes_of_our_own_writes(changes: dict[str, Any], echo: bool) -> None:
    assert parse(raw_event(**changes))[0].echo is echo


def test_without_an_app_id_only_our_fields_are_echoes() -> None:
    event = raw_event(changeSource="INTEGRATION", sourceId="")
    assert not parse(event, app_id=None)[0].echo
    assert not parse(event, app_id="")[0].echo
    assert parse(raw_event(propertyName="crm_ai_x"), app_id=None)[0].echo


def test_a_repeated_delivery_has_the_same_key_and_any_other_event_another() -> None:
    (first,) = parse(raw_event())
    assert parse(raw_event(attemptNumber=3))[0].dedupe_key == first.dedupe_key
    others = [
        raw_event(**{name: 99})
        for name in ("eventId", "subscriptionId", "portalId", "objectId", "occurredAt")
    ]
    assert len({first.dedupe_key, *(event.dedupe_key for event in parse(*others))}) == 6


def test_without_an_event_id_the_content_tells_events_apart() -> None:
    keys = [
        event.dedupe_key
        for event in parse(
            raw_event(eventId=...),
            raw_event(eventId=..., attemptNumber=1),
            raw_event(eventId=..., propertyName="amount"),
        )
    ]
    assert keys[0] == keys[1] != keys[2]


def test_unknown_kinds_are_left_out_and_counted() -> None:
    events = parse(
        raw_event(),
        raw_event(subscriptionType="conversation.newMessage"),
        raw_event(subscriptionType="ticket.creation"),
        raw_event(subscriptionType="object.creation", objectTypeId="0-5"),
        raw_event(subscriptionType="deal.somethingNew"),
    )
    assert (len(events), events.unknown, events.malformed) == (1, 4, 0)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        17,
        [],
        {},
        raw_event(portalId=None),
        raw_event(portalId=True),
        raw_event(portalId=-3),
        raw_event(objectId={"id": 5}),
        raw_event(objectId="5/../6"),
        raw_event(objectId=...),
        raw_event(eventId=[1]),
        raw_event(occurredAt="yesterday"),
        raw_event(occurredAt=10**20),
        raw_event(occurredAt=1.5),
        raw_event(subscriptionType=5),
        raw_event(subscriptionType="deal.associationChange", fromObjectId=None),
    ],
)
def test_one_malformed_event_does_not_cost_the_others(bad: object) -> None:
    events = parse(raw_event(objectId=10), bad, raw_event(objectId=11))
    assert [event.record_id for event in events] == ["10", "11"]
    assert events.malformed == 1


def test_more_than_a_hundred_events_keep_their_order() -> None:
    events = parse(*(raw_event(objectId=number) for number in range(250)))
    assert [event.record_id for event in events] == [str(number) for number in range(250)]


def test_text_no_database_could_store_is_mended() -> None:
    (event,) = receiver.parse(
        json.dumps([raw_event(propertyValue="a\0b\ud800c" + "x" * 5000)]).encode(), app_id=None
    )
    assert event.value is not None
    assert event.value.startswith("a\ufffdb?c")
    assert len(event.value) <= 1_000
    event.value.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'"[]"',
        b"null",
        b"[",
        b"\xff\xfe[]",
        b"[NaN]",
        b"[-Infinity]",
        b"[" + b"9" * 5000 + b"]",
        b"[" * 200_000,
        b'[{"a":' * 50_000,
        "[]".encode("utf-16"),
        b"\xef\xbb\xbf[]",
    ],
    ids=lambda body: repr(body[:8]),
)
def test_a_body_that_is_no_array_is_refused_with_one_error(body: bytes) -> None:
    with pytest.raises(WebhookRejected) as caught:
        receiver.parse(body, app_id=None)
    assert caught.value.code == "body_malformed"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
field_names = st.sampled_from(
    [
        *raw_event(), "objectTypeId", "fromObjectId", "toObjectId", "associationType", "primaryObjectId",
        "mergedObjectIds", "newObjectId", "fromObjectTypeId",
    ]
)  # fmt: skip
kinds = st.sampled_from(
    ["deal.merge", "object.associationChange", "contact.creation", "deal.propertyChange", "x.", "."]
)


@settings(deadline=None)
@given(st.binary())
def test_any_bytes(body: bytes) -> None:
    _events_or_rejection(body)


@settings(deadline=None)
@given(st.lists(st.dictionaries(field_names, json_values, max_size=8) | json_values, max_size=4), kinds)
def test_any_json_in_any_field(elements: list[Any], kind: str) -> None:
    dressed = [raw_event(subscriptionType=kind) | one if isinstance(one, dict) else one for one in elements]
    body = json.dumps(dressed).encode()
    events = _events_or_rejection(body)
    if events is not None:
        assert len(events) + events.malformed + events.unknown == len(elements)


def test_deep_nesting_inside_a_good_event() -> None:
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    for field in raw_event():
        _events_or_rejection(
            json.dumps([raw_event(**{field: deep, "eventId": ... if field != "eventId" else deep})]).encode()
        )


def _events_or_rejection(body: bytes) -> Events | None:
    try:
        events = receiver.parse(body, app_id=APP_ID)
    except WebhookRejected as error:
        return pytest.fail(error.code) if error.code != "body_malformed" else None
    for event in events:
        json.dumps([event.account, event.record_id, event.field, event.value], ensure_ascii=False).encode()
    return events

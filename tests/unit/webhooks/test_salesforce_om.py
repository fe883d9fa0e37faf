"""Salesforce's Outbound Messages: what is read, and which XML is not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped, unused-ignore]
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import BoundReceiver, Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.salesforce.outbound import envelope as sandbox_envelope
from crm_ai_webhooks.elements import MalformedEventError
from crm_ai_webhooks.events import Events
from crm_ai_webhooks.salesforce_om import OutboundMessageConfig, OutboundMessageReceiver
from crm_ai_webhooks.salesforce_om.ids import normalised

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ORG = "00D5g000004ABCDEA4"
OM = "http://soap.sforce.com/2005/09/outbound"
receiver = OutboundMessageReceiver()


def notification(
    number: int = 0, *, record: str = "0065g00000AbCdEAAV", type_: str = "sf:Opportunity", extra: str = ""
) -> str:
    return (
        f"<Notification><Id>04l5g00000{number:05d}</Id>"
        f'<sObject xsi:type="{type_}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">'
        f"<sf:Id>{record}</sf:Id>{extra}<sf:StageName>Closed &amp; Won</sf:StageName></sObject></Notification>"
    )


def envelope(*notifications: str, org: str = ORG, namespace: str = OM, before: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>' + before + "<soapenv:Envelope"
        ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
        f'<notifications xmlns="{namespace}"><OrganizationId>{org}</OrganizationId>'
        '<ActionId>04k5g000000XyZ1AAK</ActionId><SessionId xsi:nil="true"/>'
        f"{''.join(notifications)}</notifications></soapenv:Body></soapenv:Envelope>"
    ).encode()


def bound(account: str = ORG, **config: object) -> Endpoint:
    return Endpoint(account, OutboundMessageConfig.model_validate(config))


def delivery(body: bytes) -> RawDelivery:
    return RawDelivery("POST", "https://ai.example/webhooks/salesforce/t", {}, body, NOW)


def read(body: bytes, endpoint: Endpoint | None = None) -> Events:
    one, where = delivery(body), endpoint or bound()
    assert receiver.verify(one, where, WebhookSecrets(), NOW) == {}
    return receiver.parse(one, where)


def code(body: bytes, endpoint: Endpoint | None = None) -> str | None:
    try:
        receiver.verify(delivery(body), endpoint or bound(), WebhookSecrets(), NOW)
    except WebhookRejected as error:
        return error.code
    return None


def test_each_notification_names_a_record_and_nothing_of_it() -> None:
    events = read(envelope(notification(1), notification(2, record="0035g00000AbCdE", type_="sf:Contact")))
    assert [(e.record_type, e.record_id, e.kind) for e in events] == [
        ("deal", "0065g00000AbCdEAAV", "deal.change"),
        ("contact", normalised("0035g00000AbCdE"), "contact.change"),
    ]
    for event in events:
        assert (event.account, event.occurred_at, event.field, event.value) == (ORG, NOW, None, None)
    assert isinstance(receiver, BoundReceiver)


def test_a_repeat_has_the_same_key_whenever_it_comes() -> None:
    first = read(envelope(notification(1)))[0]
    later = replace(delivery(envelope(notification(9), notification(1))), received_at=NOW.replace(day=24))
    keys = [event.dedupe_key for event in receiver.parse(later, bound())]
    assert first.dedupe_key == keys[1] != keys[0]
    assert first.dedupe_key.startswith(ORG)


def test_one_notification_twice_in_a_message_is_one_event() -> None:
    assert len(read(envelope(notification(1), notification(1)))) == 1


def test_the_account_is_the_connections_own_spelling() -> None:
    # Routing goes by it, and an admin may have typed 15 characters.
    assert read(envelope(notification()), bound(ORG[:15]))[0].account == ORG[:15]
    assert read(envelope(notification(), org=ORG[:15]))[0].account == ORG


@pytest.mark.parametrize(
    "org", ["00D5g000004ABCEEA4", "00D5g000004abcdEA4", ORG[:14], "", ORG + "x", "<b/>", ORG[:15] + "AAA"]
)
def test_another_org_is_refused(org: str) -> None:
    assert code(envelope(notification(), org=org)) in {"account_wrong", "body_malformed"}


def test_two_orgs_in_one_message_are_refused() -> None:
    twice = envelope(notification()).replace(
        b"<ActionId>", b"<OrganizationId>00D000000000001</OrganizationId><ActionId>"
    )
    assert code(twice) == "account_wrong"


def test_a_connection_without_an_org_id_takes_nothing() -> None:
    assert code(envelope(notification()), bound("acme")) == "account_wrong"


@pytest.mark.parametrize(("count", "expected"), [(0, "body_malformed"), (100, None), (101, "body_malformed")])
def test_a_message_holds_one_to_a_hundred(count: int, expected: str | None) -> None:
    assert code(envelope(*(notification(n) for n in range(count)))) == expected


def test_a_notification_that_cannot_be_read_costs_no_others() -> None:
    twice = "<sf:Id>0065g00000AbCdEAAV</sf:Id>"
    events = read(
        envelope(
            notification(1, record="x"),
            notification(2, record=""),
            notification(3, extra=twice),
            "<Notification/>",
            notification(4, type_="sf:Dragon__c"),
            notification(5),
        )
    )
    assert len(events) == 1
    assert (events.malformed, events.unknown) == (4, 1)


def test_which_objects_count_is_the_connections_choice() -> None:
    body = envelope(notification(1, type_="sf:Deal__c"), notification(2))
    events = read(body, bound(objects={"Deal__c": "deal"}))
    assert ([e.record_type for e in events], events.unknown) == (["deal"], 1)


def test_the_deal_that_a_record_names_is_named_with_it() -> None:
    deal, short = "0065g00000AbCdEAAV", "0065g00000AbCdE"
    events = read(
        envelope(
            notification(1, type_="sf:Task", extra=f"<sf:WhatId>{deal}</sf:WhatId>"),
            notification(2, type_="sf:Task", extra="<sf:WhatId>0015g00000AbCdE</sf:WhatId><sf:WhatId/>"),
            notification(3, type_="sf:Task", extra="<sf:WhatId>006&lt;x</sf:WhatId>"),
            notification(
                4, type_="sf:OpportunityContactRole", extra=f"<sf:OpportunityId>{short}</sf:OpportunityId>"
            ),
            notification(5, type_="sf:OpportunityLineItem"),
        )
    )
    assert [(event.record_type, list(event.related)) for event in events] == [
        ("activity", [("deal", deal)]),
        ("activity", []),
        ("activity", []),
        ("deal_contact", [("deal", deal)]),
    ]
    # Nobody could say which deal the last one belongs to.
    assert (events.malformed, events.unknown) == (0, 1)


def test_what_the_sandbox_posts_is_read() -> None:
    fields = {"StageName": 'Closed <Won> & "paid"'}
    posted = [
        {"id": make_id("04l", n), "object": "Opportunity", "record_id": make_id("006", n), "fields": fields}
        for n in range(1, 4)
    ]
    body = sandbox_envelope(ORG, "sandbox.my.salesforce.com", posted)
    assert [event.record_id for event in read(body)] == [one["record_id"] for one in posted]


def test_the_acknowledgement_is_what_an_org_waits_for() -> None:
    ack = receiver.acknowledgement
    found = fromstring(ack.body).findtext(f".//{{{OM}}}notificationsResponse/{{{OM}}}Ack")
    assert (found, ack.media_type) == ("true", "text/xml; charset=utf-8")


BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "hostile",
    {
        "entities that grow": envelope(notification(extra="&b;"), before=BOMB),
        "an entity nobody uses": envelope(notification(), before=BOMB),
        "a file": envelope(notification(record="&f;"), before=FILE),
        "a document type elsewhere": envelope(
            notification(), before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
        ),
        "an empty document type": envelope(notification(), before="<!DOCTYPE x>"),
        "parameter entities": envelope(
            notification(), before='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x">%p;]>'
        ),
        "depth": envelope(notification(extra="<a>" * 5_000 + "</a>" * 5_000)),
        "no end": envelope(notification())[:-3],
        "two documents": envelope(notification()) * 2,
        "two bodies": envelope(notification()).replace(
            b"</soapenv:Body>", b"</soapenv:Body><soapenv:Body></soapenv:Body><x/>"
        ),
        "two lists": envelope(notification()).replace(
            b"</notifications>", f'</notifications><notifications xmlns="{OM}"/>'.encode()
        ),
        "another namespace": envelope(notification(), namespace=OM + "x"),
        "no namespace": envelope(notification(), namespace=""),
        "newer soap": envelope(notification()).replace(
            b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"
        ),
        "an element in an id": envelope(notification(record="<b>1</b>")),
        "an id without end": envelope(notification(record="x" * 10_000)),
        "utf-16": envelope(notification()).decode().encode("utf-16"),
        "utf-7": envelope(notification()).replace(b"UTF-8", b"UTF-7") + b"\xff",
        "json": b'{"OrganizationId":"x"}',
        "nothing": b"",
        "binary": bytes(range(256)),
        "a bare element": b"<notifications/>",
    }.items(),
    ids=lambda item: item[0],
)
def test_other_xml_is_refused(hostile: tuple[str, bytes]) -> None:
    assert code(hostile[1]) == "body_malformed"


def test_more_elements_than_any_message_has_are_refused() -> None:
    assert code(envelope(notification(extra="<a/>" * 100_001))) == "body_malformed"


def test_a_body_beyond_the_limit_is_refused_unread() -> None:
    assert code(b" " * (receiver.max_body_bytes + 1)) == "body_too_large"


def test_a_record_id_counts_in_salesforces_own_namespaces_only() -> None:
    foreign = notification(1).replace("urn:sobject.enterprise.soap.sforce.com", "urn:mine")
    partner = notification(2).replace("enterprise", "partner")
    events = read(envelope(foreign, partner))
    assert (len(events), events.malformed) == (1, 1)


@pytest.mark.parametrize(
    ("short", "suffix"),
    # Computed by hand after Salesforce's description: five characters make one of A-Z0-5.
    [("000000000000000", "AAA"), ("A00000000000000", "BAA"), ("AAAAAaaaaa0000A", "5AQ")],
)
def test_ids_get_the_three_characters_that_say_which_are_capitals(short: str, suffix: str) -> None:
    assert normalised(short) == short + suffix
    assert normalised(short + suffix) == normalised(short + suffix.lower()) == short + suffix


@given(st.text("abcXYZ019", min_size=15, max_size=15))
def test_an_id_in_other_capitals_is_another(short: str) -> None:
    long = normalised(short)
    assert normalised(long) == long
    other = short.swapcase()
    if other != short:
        assert normalised(other) != long
        with pytest.raises(MalformedEventError):
            normalised(other + long[15:])


REAL = envelope(notification(1), notification(2, type_="sf:Contact", record="0035g00000AbCdE"))


def handle(body: bytes) -> None:
    with suppress(WebhookRejected):
        for event in read(body):
            assert event.account == ORG
            assert normalised(event.record_id) == event.record_id


@given(
    st.binary(max_size=300)
    | st.text(st.characters(), max_size=200).map(lambda t: t.encode("utf-8", "replace"))
)
def test_nothing_but_events_or_a_rejection_comes_out_of_noise(body: bytes) -> None:
    handle(body)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(REAL)),
            st.integers(0, 40),
            st.binary(max_size=10)
            | st.sampled_from(
                [b"<", b"</", b"&x;", b"<!DOCTYPE x>", b"]]>", b"<![CDATA[", b"<?x ?>", b"\0", b"xmlns=''"]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_nothing_but_events_or_a_rejection_comes_out_of_a_damaged_message(
    cuts: list[tuple[int, int, bytes]],
) -> None:
    body = REAL
    for place, length, put in cuts:
        body = body[:place] + put + body[place + length :]
    handle(body)

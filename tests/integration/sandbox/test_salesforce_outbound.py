"""Outbound Messages of a sandbox org: their form, Ack, retries, duplicates and disorder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from crm_ai_plugin.testing.sandbox import SalesforceSandbox
from tests.integration.sandbox.salesforce_client import OUTBOUND, OutboundReceiver, connect

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
SF = "{urn:sobject.enterprise.soap.sforce.com}"


@pytest.fixture
def receiver() -> Iterator[OutboundReceiver]:
    made = OutboundReceiver()
    yield made
    made.close()


@pytest.fixture
def org(make_org: Callable[..., SalesforceSandbox], receiver: OutboundReceiver) -> SalesforceSandbox:
    return make_org(webhook_target=receiver.url)


def test_a_change_is_told_as_salesforce_tells_it(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    org.change_deal(org.showcase_deal_id, {"StageName": "Proposal", "NextStep": "<b>&"})
    assert org.webhooks.flush()
    (message,) = receiver.messages
    body: Any = fromstring(message)[0][0]
    assert body.tag == f"{OUTBOUND}notifications"
    assert body.findtext(f"{OUTBOUND}OrganizationId") == org.org_id
    session = body.find(f"{OUTBOUND}SessionId")
    assert session.get(f"{XSI}nil") == "true"
    (notification,) = body.findall(f"{OUTBOUND}Notification")
    record = notification.find(f"{OUTBOUND}sObject")
    assert record.get(f"{XSI}type") == "sf:Opportunity"
    assert record.findtext(f"{SF}Id") == org.showcase_deal_id
    assert record.findtext(f"{SF}StageName") == "Proposal"
    assert len(notification.findtext(f"{OUTBOUND}Id")) == 18


def test_what_has_no_flow_stays_silent(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    org.add_note(org.showcase_deal_id, "<p>x</p>")
    org.delete("Task", org.add_task(org.showcase_deal_id, subject="x").id)
    assert org.webhooks.flush()
    assert [record[:3] for _, record in receiver.notifications()] == ["00T"]


def test_one_message_carries_at_most_100(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    org.webhooks.pause()
    contacts = [contact.id for contact in org.org.store.all("Contact")][:120]
    for contact in contacts:
        org.change("Contact", contact, {"Title": "Changed"})
    org.webhooks.resume()
    assert org.webhooks.flush()
    assert sorted(record for _, record in receiver.notifications()) == sorted(contacts)
    assert all(message.count(b"<Notification>") <= 100 for message in receiver.messages)


@pytest.mark.parametrize("refusals", [[False], [500, 503], [False, 404, False]])
def test_it_is_sent_again_until_acknowledged(
    org: SalesforceSandbox, receiver: OutboundReceiver, refusals: list[bool | int]
) -> None:
    org.webhooks.configure(retries_s=(0.01,) * 10)
    receiver.answers = list(refusals)
    org.change_deal(org.showcase_deal_id, {"NextStep": "x"})
    assert org.webhooks.flush()
    assert len(receiver.messages) == len(refusals) + 1
    assert len(set(receiver.notifications())) == 1
    assert all(delivery.error or delivery.status != 200 for delivery in org.webhooks.deliveries()[:-1])


def test_a_retry_carries_the_latest_data(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    org.webhooks.pause()
    org.change_deal(org.showcase_deal_id, {"StageName": "Discovery"})
    org.change_deal(org.showcase_deal_id, {"StageName": "Proposal"})
    org.webhooks.resume()
    assert org.webhooks.flush()
    assert b"Discovery" not in b"".join(receiver.messages)
    assert len(set(receiver.notifications())) == 2


def test_duplicates_and_disorder_on_demand(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    org.webhooks.configure(duplicates=2, shuffle=True)
    org.webhooks.pause()
    for contact in org.org.store.all("Contact")[:20]:
        org.change("Contact", contact.id, {"Title": "Changed"})
    org.webhooks.resume()
    assert org.webhooks.flush()
    came = [notification for notification, _ in receiver.notifications()]
    assert set(Counter(came).values()) == {2}
    assert came != sorted(came)
    last = org.webhooks.redeliver(1)
    assert org.webhooks.flush()
    assert (last, len(receiver.notifications())) == (1, 42)


def test_our_own_writes_come_back_too(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    connect(org).Opportunity.update(org.showcase_deal_id, {"NextStep": "x"})
    assert org.webhooks.flush()
    assert len(receiver.notifications()) == 1


def test_what_is_rolled_back_is_not_told(org: SalesforceSandbox, receiver: OutboundReceiver) -> None:
    body = {"allOrNone": True, "records": [{"attributes": {"type": "Task"}}, {"attributes": {"type": "Nix"}}]}
    connect(org).restful("composite/sobjects", method="POST", json=body)
    assert org.webhooks.flush()
    assert receiver.messages == []

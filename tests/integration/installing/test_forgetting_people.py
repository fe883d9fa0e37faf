"""HubSpot asks to forget a person: its own signed event, our records."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crm_ai_plugin.ports.receiver import RawDelivery
from crm_ai_plugin.records import Contact, Deal
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.hubspot.events import signature_v3
from tests.integration.installing.conftest import PUBLIC, WORKSPACE, Browser

URL = f"{PUBLIC}/webhooks/hubspot"


def told(services: Services, portal: SandboxServer, contact_id: str) -> None:
    """Deliver the event as HubSpot does, and have it read."""
    event = {
        "eventId": int(contact_id),
        "subscriptionId": 1,
        "portalId": portal.portal_id,
        "appId": portal.app_id,
        "occurredAt": int(time.time() * 1000),
        "subscriptionType": "contact.privacyDeletion",
        "attemptNumber": 0,
        "objectId": int(contact_id),
    }
    body, stamp = json.dumps([event]).encode(), str(int(time.time() * 1000))
    headers = {
        "x-hubspot-signature-v3": signature_v3(portal.client_secret, "POST", URL, body, stamp),
        "x-hubspot-request-timestamp": stamp,
    }
    delivery = RawDelivery("POST", URL, headers, body, datetime.now(UTC))
    services.intake.accept("hubspot", delivery, services.webhook_secrets("hubspot"))
    services.drain.run()


def worked(services: Services) -> None:
    """Do what a worker does with erasures that were begun."""
    for workspace, erasure_id in services.store.due_erasures(services.clock(), 10):
        services.forgetting.run(workspace, erasure_id)


@pytest.fixture
def person(
    services: Services, browser: Browser, link: Callable[..., str], portal: SandboxServer
) -> tuple[str, str]:
    """Someone on an open deal of a connected portal, with that deal."""
    portal.account.tokens._installed = True
    assert browser.connect(link("hubspot")).status_code == 200
    services.syncing.run(WORKSPACE, "hubspot-1")
    open_deals = {deal.id for deal in portal.world.deals if deal.outcome == "open"}
    return next(
        (row.contact_id, row.deal_id) for row in portal.world.deal_contacts if row.deal_id in open_deals
    )


def known(services: Services, contact_id: str) -> bool:
    with services.store.workspace(WORKSPACE) as session:
        return bool(session.records.fetch("hubspot-1", Contact, [contact_id]))


def test_a_person_is_forgotten_and_stays_so(
    services: Services, portal: SandboxServer, person: tuple[str, str]
) -> None:
    contact_id, deal_id = person
    assert known(services, contact_id)
    told(services, portal, contact_id)
    # Reading the inbox begins it and leaves the work, which calls CRMs, to a worker.
    with services.store.workspace(WORKSPACE) as session:
        assert [row.state for row in session.erasures.list()] == ["running"]
    worked(services)
    assert not known(services, contact_id)
    with services.store.workspace(WORKSPACE) as session:
        assert session.work.status("hubspot-1", "deal", deal_id) is not None, "its advice is made anew"
        (erasure,) = session.erasures.list()
        assert (erasure.state, erasure.made_by) == ("done", "crm")
        assert ("forget", erasure.id) in {(row.action, row.subject) for row in session.audit.list()}
        assert contact_id not in repr(erasure.parts) + repr(session.audit.list())
    told(services, portal, contact_id)
    with services.store.workspace(WORKSPACE) as session:
        assert [row.id for row in session.erasures.list()] == [erasure.id], "asked twice it is done once"
    # HubSpot still delivers the contact (another region, a stale index): neither sync nor a look at the deal keep it.
    services.syncing.run(WORKSPACE, "hubspot-1", full=True)
    assert not known(services, contact_id)
    services.refreshing.now(WORKSPACE, "hubspot-1", deal_id)
    assert not known(services, contact_id)
    with services.store.workspace(WORKSPACE) as session:
        snapshot = session.records.snapshot("hubspot-1", deal_id, datetime.now(UTC))
    assert contact_id not in repr(snapshot.deal_contacts) + repr(
        [one.contact_ids for one in snapshot.activities]
    )


def test_who_is_disconnected_still_forgets_people_but_does_nothing_else(
    services: Services, portal: SandboxServer, person: tuple[str, str]
) -> None:
    contact_id, deal_id = person
    with services.store.workspace(WORKSPACE) as session:
        before = session.work.status("hubspot-1", "deal", deal_id)
    with services.store.system() as system:
        system.connections.set_status(WORKSPACE, "hubspot-1", "off")
    told(services, portal, contact_id)
    worked(services)
    assert not known(services, contact_id)
    with services.store.workspace(WORKSPACE) as session:
        assert session.work.status("hubspot-1", "deal", deal_id) == before
        assert session.work.status("hubspot-1", "contact", contact_id) is None
        assert session.records.fetch("hubspot-1", Deal, [deal_id])

"""A sandbox org posts its Outbound Messages to the real app: doubled, out of order, until they are acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from crm_ai_plugin.runtime.registry import RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.web_server import Quiet

RECEIVER = EntryPoint("salesforce_om", "crm_ai_webhooks.salesforce_om:OutboundMessageReceiver", RECEIVERS)


@pytest.fixture
def services(tmp_path: Path, redis_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None, home=tmp_path, redis_url=redis_url, secret_key=SecretStr(PLANTED["secret key"])
    )
    services = Services(settings, registry=Registry(found={RECEIVERS: [RECEIVER]}))
    services.store.upgrade()
    yield services
    services.close()


@pytest.fixture
def base_url(services: Services) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(services), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def org() -> Iterator[SalesforceSandbox]:
    with SalesforceSandbox(deals=12) as org:
        yield org


def address(services: Services, org_id: str) -> str:
    with services.store.system() as system:
        system.workspaces.ensure("acme", "Acme")
        system.connections.put(ConnectionRow("acme", "sf-1", "salesforce", org_id))
    return services.endpoints.open("acme", "sf-1", "salesforce_om")[1]


def heard(services: Services) -> list[tuple[str, str]]:
    services.drain.run()
    with services.store.workspace("acme") as session:
        return [(event.record_type, event.record_id) for event in session.events.list(1000)]


def test_what_changes_in_an_org_is_heard_once(
    services: Services, base_url: str, org: SalesforceSandbox
) -> None:
    org.webhooks.configure(target=base_url + address(services, org.org_id), duplicates=2, shuffle=True)
    deal = org.showcase_deal_id
    org.change_deal(deal, {"StageName": "Negotiation/Review"})
    task = org.add_task(deal, subject="Send the contract")
    assert org.webhooks.flush()
    assert {delivery.status for delivery in org.webhooks.deliveries()} == {200}
    events = heard(services)
    assert sorted(set(events)) == sorted(events)
    assert {("deal", deal), ("activity", task.id)} <= set(events)
    with services.store.workspace("acme") as session:
        assert session.work.status("sf-1", "deal", deal) is not None
        # The task named its deal, so nobody has to ask the org which one it is.
        assert session.work.status("sf-1", "activity", task.id) is None


def test_an_org_that_is_not_the_connected_one_is_never_acknowledged(
    services: Services, base_url: str, org: SalesforceSandbox
) -> None:
    other = address(services, "00D5g000004ABCDEA4")
    org.webhooks.configure(target=base_url + other, retries_s=())
    org.change_deal(org.showcase_deal_id, {"StageName": "Negotiation/Review"})
    org.webhooks.flush()
    assert {delivery.status for delivery in org.webhooks.deliveries()} == {401}
    assert heard(services) == []

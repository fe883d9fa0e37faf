"""An admin takes the app off in HubSpot: we stop, whichever way we hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from crm_ai_plugin.errors import ReauthoriseError
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from tests.integration.installing.conftest import WORKSPACE, Browser, rows

Link = Callable[..., str]


@pytest.fixture
def crm(portal: SandboxServer, services: Services, browser: Browser, link: Link) -> Iterator[SandboxServer]:
    portal.account.tokens._installed = True
    portal.account.journal.events.clear()
    portal.account.journal.subscriptions.clear()
    assert browser.connect(link("hubspot")).status_code == 200
    assert services.uninstalled.look() == []  # also asks to be told from now on
    yield portal
    portal.clear_faults()
    portal.account.tokens._installed = True


def status(services: Services) -> str:
    return rows(services)[0].status


def test_the_journal_tells_and_nobody_calls_any_more(services: Services, crm: SandboxServer) -> None:
    crm.account.uninstall()
    assert [row.key for row in services.uninstalled.look()] == ["hubspot-1"]
    assert status(services) == "uninstalled"
    crm.requests.clear()
    told = pytest.raises(ReauthoriseError, match="taken off the account in the CRM")
    with told, services.connections.open(WORKSPACE, "hubspot-1"):
        pass
    assert services.uninstalled.look() == []
    assert crm.requests.entries() == [], "with nobody connected not even the journal is read"


def test_an_account_that_came_back_meanwhile_is_left_alone(
    services: Services, crm: SandboxServer, browser: Browser, link: Link
) -> None:
    crm.account.uninstall()
    browser.connect(link("hubspot"))
    assert services.uninstalled.look() == []
    assert status(services) == "active"


def test_the_journal_is_read_once_and_again_when_nobody_knows_how_far(
    services: Services, crm: SandboxServer, browser: Browser, link: Link
) -> None:
    for _ in range(25):
        crm.account.journal.uninstalled(777, "2026-11-23T10:00:00Z")
    assert services.uninstalled.look() == []
    crm.requests.clear()
    assert services.uninstalled.look() == []
    assert len(crm.requests.entries(path="/webhooks-journal/journal")) == 1
    services.redis.flushall()
    assert services.uninstalled.look() == []
    assert status(services) == "active"


def test_a_dying_refresh_token_alone_is_enough(services: Services, crm: SandboxServer) -> None:
    crm.account.tokens.uninstall()
    with pytest.raises(ReauthoriseError), services.connections.open(WORKSPACE, "hubspot-1") as connected:
        connected.check()
    assert status(services) == "reauthorise"
    crm.requests.clear()
    with pytest.raises(ReauthoriseError), services.connections.open(WORKSPACE, "hubspot-1") as connected:
        connected.check()
    assert crm.requests.entries() == []


def test_a_journal_that_is_down_or_closed_to_us_stops_nothing(services: Services, crm: SandboxServer) -> None:
    crm.account.uninstall()
    crm.add_fault(Fault("server_error", path="/webhooks-journal", times=1, status=503))
    assert services.uninstalled.look() == []
    crm.add_fault(Fault("server_error", path="/webhooks-journal", times=1, status=403))
    assert services.uninstalled.look() == []
    assert services.uninstalled.look() == [], "asked again only after a day"
    services.redis.flushall()
    assert len(services.uninstalled.look()) == 1

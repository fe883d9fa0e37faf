"""Ending connections, with the sandboxes of both CRMs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_ai_plugin.errors import ConfigurationError, NotFoundError, PermanentError, WebhookRejected
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.write_back.undoing import TakenBack
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from tests.integration.installing.conftest import WORKSPACE, Browser, rows

Link = Callable[..., str]


@pytest.fixture
def both(browser: Browser, link: Link, portal: SandboxServer) -> None:
    portal.account.tokens._installed = True
    browser.connect(link("hubspot"))
    browser.connect(link("salesforce"))


@pytest.mark.usefixtures("both")
def test_hubspot_forgets_us_and_we_forget_it(services: Services, portal: SandboxServer) -> None:
    token = str(services.connections.secrets(WORKSPACE, "hubspot-1").load()["refresh_token"])
    ended = services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    assert (ended.revoked, ended.problem, ended.account) == (True, None, str(portal.portal_id))
    assert portal.account.tokens.refresh(token) is None
    assert not portal.account.tokens._installed
    row = rows(services)[0]
    assert (row.key, row.status, row.secrets_encrypted) == ("hubspot-1", "off", None)
    with pytest.raises(ConfigurationError) as caught, services.connections.open(WORKSPACE, "hubspot-1"):
        pass
    assert caught.value.code == "connection_off"


@pytest.mark.usefixtures("both")
def test_salesforce_forgets_us_and_we_forget_it(services: Services, org: SalesforceSandbox) -> None:
    with services.store.system() as system:
        (endpoint,) = system.webhook_endpoints.list(WORKSPACE, "salesforce-1")
    access = str(services.connections.secrets(WORKSPACE, "salesforce-1").load()["access_token"])
    assert services.disconnecting.run(WORKSPACE, "salesforce-1", by="test").revoked
    assert not org.org.tokens.check(access)
    with pytest.raises(WebhookRejected):
        services.endpoints.get(endpoint.id)
    assert [(row.key, row.status) for row in rows(services)] == [
        ("hubspot-1", "active"),
        ("salesforce-1", "off"),
    ]


@pytest.mark.usefixtures("both")
def test_a_crm_that_is_away_keeps_no_access_alive_here(services: Services) -> None:
    row = rows(services)[1]
    with services.store.system() as system:
        away = replace(row, config={**row.config, "login_url": "http://127.0.0.1:9"})
        system.connections.put(away)
    ended = services.disconnecting.run(WORKSPACE, "salesforce-1", by="test")
    assert not ended.revoked
    assert "remove the app in the CRM's own settings" in str(ended.problem)
    assert rows(services)[1].secrets_encrypted is None


@pytest.mark.usefixtures("both")
def test_a_grant_that_another_connection_lives_on_is_not_ended(
    services: Services, browser: Browser, portal: SandboxServer
) -> None:
    browser.connect(services.installing.open_link("globex", "hubspot", by="test").url)
    ended = services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    assert "goes on" in str(ended.problem)
    with services.connections.open("globex", "hubspot-1") as other:
        other.check()
    assert services.disconnecting.run("globex", "hubspot-1", by="test").problem is None
    assert not portal.account.tokens._installed


@pytest.mark.usefixtures("both")
def test_twice_is_once(services: Services) -> None:
    services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    again = services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    assert (again.revoked, again.problem) == (False, None)
    with pytest.raises(NotFoundError):
        services.disconnecting.run(WORKSPACE, "nothing", by="test")


@pytest.mark.usefixtures("both")
def test_what_can_not_be_taken_back_leaves_the_connection(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def all_of(self: object, workspace: str, connection: str) -> TakenBack:
        asked.append((workspace, connection))
        return TakenBack(undone=2, failed={"dlv_1": "no"} if len(asked) == 1 else {})

    monkeypatch.setattr("crm_ai_plugin.runtime.write_back.undoing.Undoing.all_of", all_of)
    with pytest.raises(PermanentError, match="1 of 3"):
        services.disconnecting.run(WORKSPACE, "hubspot-1", by="test", undo=True)
    with services.connections.open(WORKSPACE, "hubspot-1") as connected:
        connected.check()
    assert services.disconnecting.run(WORKSPACE, "hubspot-1", by="test", undo=True).undone == 2
    assert asked == [(WORKSPACE, "hubspot-1")] * 2


@pytest.mark.usefixtures("both")
def test_records_stay_and_the_connection_can_come_back(
    services: Services, browser: Browser, link: Link, portal: SandboxServer
) -> None:
    services.syncing.run(WORKSPACE, "hubspot-1")
    with services.store.workspace(WORKSPACE) as session:
        before = session.records.counts()
    services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    with services.store.workspace(WORKSPACE) as session:
        assert session.records.counts() == before
    browser.connect(link("hubspot"))
    assert rows(services)[0].status == "active"


@pytest.mark.usefixtures("both")
def test_a_dying_token_does_not_bring_back_what_was_switched_off(services: Services) -> None:
    services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    services.connections.mark_dead(WORKSPACE, "hubspot-1")
    assert rows(services)[0].status == "off"


@pytest.mark.usefixtures("both")
def test_an_app_that_was_taken_off_in_hubspot_already(services: Services, portal: SandboxServer) -> None:
    portal.account.tokens.uninstall()
    ended = services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    assert ended.revoked


@pytest.mark.usefixtures("both")
def test_hubspot_at_its_limit_is_left_to_the_admin(services: Services, portal: SandboxServer) -> None:
    portal.add_fault(Fault("rate_limit", path="/appinstalls", times=None, retry_after_s=60))
    try:
        ended = services.disconnecting.run(WORKSPACE, "hubspot-1", by="test")
    finally:
        portal.clear_faults()
    assert not ended.revoked
    assert "rate limit" in str(ended.problem)

"""From a link to a connection, with the sandboxes of both CRMs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from rq import Queue
from rq.serializers import JSONSerializer

from crm_ai_plugin.runtime.dispatch import LOW
from crm_ai_plugin.runtime.installs.plans import Plans
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import HubSpotSettings
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from tests.integration.installing.conftest import PUBLIC, WORKSPACE, Browser, Clock, query, rows

Link = Callable[..., str]
CRMS = ["hubspot", "salesforce"]


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def account(connector: str, portal: SandboxServer, org: SalesforceSandbox) -> str:
    return str(portal.portal_id) if connector == "hubspot" else org.org_id


@pytest.mark.parametrize("connector", CRMS)
def test_an_admin_connects_a_crm(
    connector: str,
    services: Services,
    browser: Browser,
    link: Link,
    portal: SandboxServer,
    org: SalesforceSandbox,
) -> None:
    answer = browser.connect(link(connector))
    assert answer.status_code == 200, text(answer)
    (row,) = rows(services)
    assert (row.key, row.connector, row.account, row.status) == (
        f"{connector}-1",
        connector,
        account(connector, portal, org),
        "active",
    )
    with services.connections.open(WORKSPACE, row.key) as connected:
        connected.check()
    secrets = services.connections.secrets(WORKSPACE, row.key).load()
    stored = repr(row.secrets_encrypted) + json.dumps(dict(row.config))
    for name in ("access_token", "refresh_token", "client_secret"):
        assert str(secrets[name]) not in stored + text(answer)
    queue = Queue(LOW, connection=services.redis, serializer=JSONSerializer)
    assert [(str(job.func_name).rpartition(".")[2], job.args[:2]) for job in queue.jobs] == [
        ("sync", [WORKSPACE, row.key])
    ]
    assert "being loaded now" in text(answer)


def test_webhook_addresses_are_shown(services: Services, browser: Browser, link: Link) -> None:
    shown = text(browser.connect(link("hubspot")))
    assert f"<code>{PUBLIC}/webhooks/hubspot</code>" in shown
    assert "not shown again" not in shown
    shown = text(browser.connect(link("salesforce")))
    assert "It is not shown again" in shown
    address = shown.partition(f"<code>{PUBLIC}/webhooks/salesforce/")[2].partition("</code>")[0]
    assert services.receiving.resolve("salesforce", address).connection.key == "salesforce-1"
    # An org's address holds a token; connecting again does not make another one.
    assert "/webhooks/" not in text(browser.connect(link("salesforce")))


def test_what_is_asked_is_in_the_address_and_no_secret_is(
    browser: Browser, link: Link, portal: Any, org: Any
) -> None:
    asked = query(browser.set_out(link("hubspot")))
    assert asked["scope"].split() == [
        "oauth",
        "crm.objects.deals.read",
        "crm.objects.contacts.read",
        "crm.objects.companies.read",
        "crm.objects.owners.read",
    ]
    assert "sales-email-read" in asked["optional_scope"].split()
    assert asked["redirect_uri"] == f"{PUBLIC}/install/hubspot/callback"
    page = browser.set_out(link("salesforce"))
    asked = query(page)
    assert asked["scope"] == "api refresh_token"
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert portal.client_secret not in page
    assert org.org.client_secret not in page


def test_the_same_account_again_renews_its_connection(
    services: Services, browser: Browser, another_browser: Browser, link: Link
) -> None:
    browser.connect(link("hubspot"))
    with services.store.system() as system:
        (row,) = system.connections.list(WORKSPACE)
        kept = {**row.config, "pipelines": ["p1"]}
        system.connections.put(
            services.connections.made(WORKSPACE, row.key, "hubspot", row.account, kept, {})
        )
        system.connections.set_status(WORKSPACE, row.key, "reauthorise")
    answer = another_browser.connect(link("hubspot"))
    assert "is connected again" in text(answer)
    (row,) = rows(services)
    assert (row.key, row.status, row.config["pipelines"]) == ("hubspot-1", "active", ["p1"])
    with services.connections.open(WORKSPACE, row.key) as connected:
        connected.check()


def test_each_workspace_has_its_own(services: Services, browser: Browser, link: Link) -> None:
    browser.connect(link("hubspot"))
    other = services.installing.open_link("globex", "hubspot", connection="main", by="test").url
    assert browser.connect(other).status_code == 200
    assert [row.key for row in rows(services)] == ["hubspot-1"]
    assert [row.key for row in rows(services, "globex")] == ["main"]


# --- what must not work ---


def refused(answer: Any) -> bool:
    return answer.status_code == 400 and "begun in another browser" in text(answer)


@pytest.mark.parametrize("connector", CRMS)
def test_a_state_that_does_not_fit_is_one_clear_page(
    connector: str,
    services: Services,
    browser: Browser,
    another_browser: Browser,
    link: Link,
    clock: Clock,
    portal: SandboxServer,
    org: SalesforceSandbox,
) -> None:
    back = browser.consent(browser.set_out(link(connector)))
    crm = portal if connector == "hubspot" else org
    crm.requests.clear()
    assert refused(another_browser.open(back)), "another browser"
    assert refused(browser.open(back.partition("?")[0] + "?code=abc")), "no state"
    assert refused(browser.open(back.replace("state=", "state=x"))), "a forged state"
    foreign = "salesforce" if connector == "hubspot" else "hubspot"
    assert refused(browser.open(back.replace(f"/install/{connector}/", f"/install/{foreign}/"))), (
        "another CRM"
    )
    assert crm.requests.entries(path="/token") == [], "nothing was asked of the CRM"
    assert browser.open(back).status_code == 200, "and it still was good"
    assert refused(browser.open(back)), "once"
    assert len(rows(services)) == 1


def test_a_state_is_over_after_a_quarter_of_an_hour(
    services: Services, browser: Browser, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = browser.consent(browser.set_out(link("hubspot")))
    monkeypatch.setattr("crm_ai_plugin.runtime.installs.installing.STATE_LIFE_S", -1)
    assert refused(browser.open(back))
    assert rows(services) == []


def test_only_the_latest_way_out_leads_back(browser: Browser, link: Link) -> None:
    made = link("hubspot")
    first = browser.consent(browser.set_out(made))
    second = browser.consent(browser.set_out(made))
    assert refused(browser.open(first))
    assert browser.open(second).status_code == 200


def test_a_link_is_of_one_browser_one_connection_and_one_day(
    browser: Browser, another_browser: Browser, link: Link, clock: Clock
) -> None:
    made = link("hubspot")
    browser.set_out(made)
    assert "another browser" in text(another_browser.open(made))
    assert browser.connect(made).status_code == 200
    assert browser.open(made).status_code == 401
    late = link("hubspot")
    clock.ahead = timedelta(hours=25)
    answer = browser.open(late)
    assert (answer.status_code, "has expired" in text(answer)) == (401, True)
    assert browser.open(f"{PUBLIC}/install/hubspot/start?t=made-up").status_code == 401
    assert browser.open(link("hubspot").replace("/hubspot/", "/salesforce/")).status_code == 401


@pytest.mark.parametrize("connector", CRMS)
def test_a_no_is_taken_for_a_no_and_the_link_still_works(
    connector: str, services: Services, browser: Browser, link: Link
) -> None:
    made = link(connector)
    answer = browser.open(browser.decline(browser.set_out(made)))
    assert answer.status_code == 422
    assert "Access was declined" in text(answer)
    assert "onnect again" in text(answer)
    assert rows(services) == []
    assert browser.connect(made).status_code == 200


def test_an_org_that_has_not_installed_the_app(browser: Browser, link: Link, org: SalesforceSandbox) -> None:
    org.org.installed = False
    try:
        answer = browser.connect(link("salesforce"))
    finally:
        org.org.installed = True
    assert "not installed in it" in text(answer)
    assert "let an administrator install" in text(answer).lower()


def test_another_account_is_not_put_into_a_connection(
    services: Services, browser: Browser, link: Link, portal: SandboxServer
) -> None:
    browser.connect(link("hubspot"))
    with services.store.system() as system:
        row = services.connections.made(
            WORKSPACE, "hubspot-1", "hubspot", "777", rows(services)[0].config, {"a": 1}
        )
        system.connections.put(row)
    made = link("hubspot", connection="hubspot-1")
    assert "Choose HubSpot account 777" in text(browser.open(made))
    answer = browser.connect(made)
    assert answer.status_code == 409
    assert f"you logged in to hubspot account {portal.portal_id}" in text(answer).lower()
    assert "connection hubspot-1 is of account 777" in text(answer)
    (row,) = rows(services)
    assert (row.account, dict(services.connections.secrets(WORKSPACE, row.key).load())) == ("777", {"a": 1})
    # Nobody else is connected to the account that was chosen by mistake, so its grant was given back.
    assert not portal.account.tokens._refresh
    portal.account.tokens._installed = True


def test_a_second_key_for_a_connected_account_is_refused(
    services: Services, browser: Browser, link: Link
) -> None:
    browser.connect(link("hubspot"))
    answer = browser.connect(link("hubspot", connection="other"))
    assert answer.status_code == 409
    assert "connected already, as hubspot-1" in text(answer)
    with services.connections.open(WORKSPACE, "hubspot-1") as connected:
        connected.check()


def test_a_required_permission_that_was_not_granted(
    services: Services, browser: Browser, link: Link, portal: SandboxServer
) -> None:
    page = browser.set_out(link("hubspot")).replace("crm.objects.deals.read+", "")
    answer = browser.open(browser.consent(page))
    assert answer.status_code == 500
    assert "HubSpot did not grant crm.objects.deals.read, which reads deals" in text(answer)
    assert rows(services) == []
    portal.account.tokens._installed = True


def test_optional_permissions_that_were_not_granted_are_named(browser: Browser, link: Link) -> None:
    # The sandbox grants what `scope` says and nothing optional.
    shown = text(browser.connect(link("hubspot")))
    assert "Not granted, so that this is left out" in shown
    assert "<strong>sales-email-read</strong>" in shown


def test_a_stolen_code_is_worth_nothing_elsewhere(
    services: Services, browser: Browser, another_browser: Browser, link: Link
) -> None:
    stolen = query(browser.consent(browser.set_out(link("salesforce"))))["code"]
    own = another_browser.consent(another_browser.set_out(link("salesforce")))
    answer = another_browser.open(
        own.replace(f"code={query(own)['code'].replace('=', '%3D')}", f"code={stolen}")
    )
    assert answer.status_code == 422
    assert rows(services) == []


def test_a_wrong_app_secret_is_explained_without_showing_it(
    services: Services,
    browser: Browser,
    link: Link,
    portal: SandboxServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = "another-secret"
    services.settings.hubspot.client_secret = SecretStr(wrong)
    back = browser.consent(browser.set_out(link("hubspot")))
    answer = browser.open(back)
    assert "CRM_AI_HUBSPOT__CLIENT_SECRET" in text(answer)
    shown = capsys.readouterr()
    for secret in (wrong, query(back)["code"], query(back)["state"]):
        assert secret not in text(answer) + shown.out + shown.err


def test_a_crm_that_is_away_leaves_the_link_good(
    services: Services, browser: Browser, link: Link, portal: SandboxServer
) -> None:
    from crm_ai_plugin.testing.sandbox import Fault

    made = link("hubspot")
    back = browser.consent(browser.set_out(made))
    portal.add_fault(Fault("server_error", path="/token", times=1, status=503))
    answer = browser.open(back)
    assert (answer.status_code, "unavailable" in text(answer)) == (503, True)
    assert browser.connect(made).status_code == 200


def test_the_whole_way_with_an_api_key(services: Services, browser: Browser) -> None:
    with services.store.system() as system:
        key = system.api_keys.create(WORKSPACE, "test")
    answer = browser.client.get("/install/salesforce/start", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 302
    assert browser.open(browser.consent(answer.headers["Location"])).status_code == 200
    assert [row.key for row in rows(services)] == ["salesforce-1"]


def test_what_connecting_did_is_in_the_audit_log(services: Services, browser: Browser, link: Link) -> None:
    browser.connect(link("hubspot"))
    with services.store.workspace(WORKSPACE) as session:
        (deed,) = session.audit.list()
    assert (deed.actor, deed.action, deed.subject) == ("test", "connected", "connection:hubspot-1")


def test_what_can_be_connected_is_told_with_what_each_is_asked_to_allow(services: Services) -> None:
    offers = {one.connector: one for one in services.installing.offers()}
    assert set(CRMS) <= set(offers)
    assert all(one.lacks is None and one.permissions for one in offers.values())


def test_a_crm_without_an_app_says_which_settings_it_lacks(services: Services) -> None:
    settings = services.settings.model_copy(update={"hubspot": HubSpotSettings()})
    offers = {one.connector: one for one in Plans(settings, services.registry).offers()}
    assert "CRM_AI_HUBSPOT__CLIENT_ID" in str(offers["hubspot"].lacks)
    assert offers["salesforce"].lacks is None

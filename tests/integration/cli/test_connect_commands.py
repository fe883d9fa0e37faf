"""``crm-ai connect`` and ``crm-ai disconnect``, with a sandbox CRM behind them."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import SandboxServer
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED

PUBLIC = "https://ai.example"


@pytest.fixture(scope="module")
def crm():
    with SandboxServer(deals=5, client_secret=PLANTED["client secret"]) as sandbox:
        yield sandbox


@pytest.fixture
def app(crm, home, redis_url, monkeypatch):
    """Settings of an installation that has an app in HubSpot."""
    crm.account.tokens._installed = True
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    monkeypatch.setenv("CRM_AI_PUBLIC_URL", PUBLIC)
    monkeypatch.setenv("CRM_AI_ALLOW_INSECURE", "1")
    monkeypatch.setenv("CRM_AI_HUBSPOT__CLIENT_ID", crm.client_id)
    monkeypatch.setenv("CRM_AI_HUBSPOT__CLIENT_SECRET", crm.client_secret)
    monkeypatch.setenv("CRM_AI_HUBSPOT__API_BASE", crm.url)
    monkeypatch.setenv("CRM_AI_HUBSPOT__APP_BASE", crm.url)


@pytest.fixture
def follow(capfd):
    """Do in a browser what an admin does with a link."""

    def go(link):
        services = Services(Settings.load(env_file=None))
        client = create_app(services).test_client()
        token = parse_qs(urlsplit(link).query)["t"][0]
        path = urlsplit(link).path
        page = client.post(path, data={"t": token}, base_url=PUBLIC).headers["Location"]
        back = requests.get(f"{page}&sandbox_consent=auto", allow_redirects=False, timeout=10)
        answer = client.get(back.headers["Location"].removeprefix(PUBLIC), base_url=PUBLIC)
        services.close()
        capfd.readouterr()  # the request log
        return answer

    return go


@pytest.mark.usefixtures("app")
def test_an_account_is_connected_looked_at_and_disconnected(cli, crm, follow):
    made = cli("connect", "hubspot")
    assert made.status == 0
    link = made.out.strip()
    assert link.startswith(f"{PUBLIC}/install/hubspot/start?t=")
    assert f"{PUBLIC}/install/hubspot/callback" in made.err
    assert follow(link).status_code == 200
    (listed,) = cli("connections", "--json").json
    assert (listed["key"], listed["account"], listed["status"]) == (
        "hubspot-1",
        str(crm.portal_id),
        "active",
    )
    assert listed["sync"]["asked_at"]

    (row,) = [r for r in cli("doctor", "--json").json if r["check"] == "connection default/hubspot-1"]
    assert row["state"] == "ok"
    assert row["detail"].startswith("answers; token until ")
    assert "not granted: crm.objects.deals.write" in row["detail"]
    assert crm.client_secret not in row["detail"]

    ended = cli("disconnect", "hubspot-1", "--json")
    assert ended.json == {
        "connection": "hubspot-1",
        "account": str(crm.portal_id),
        "revoked": True,
        "problem": None,
        "undone": 0,
    }
    assert cli("connections", "--json").json[0]["status"] == "off"
    again = cli("disconnect", "hubspot-1", "--undo")
    assert again.out.strip() == (
        f"hubspot-1 (account {crm.portal_id}): access forgotten here; its records stay"
    )


@pytest.mark.usefixtures("app")
def test_doctor_says_that_credentials_are_dead_and_how_to_mend_it(cli, crm, follow):
    follow(cli("connect", "hubspot").out.strip())
    crm.account.tokens.uninstall()
    for _ in range(2):
        done = cli("doctor", "--json")
        (row,) = [r for r in json.loads(done.out) if r["check"] == "connection default/hubspot-1"]
        assert (done.status, row["state"]) == (1, "wrong")
    assert "crm-ai connect hubspot --as hubspot-1" in row["detail"]
    crm.account.tokens._installed = True
    assert follow(cli("connect", "hubspot", "--as", "hubspot-1").out.strip()).status_code == 200
    assert cli("doctor").status == 0


@pytest.mark.usefixtures("app")
def test_doctor_says_what_was_not_granted(cli, follow):
    follow(cli("connect", "hubspot").out.strip())
    services = Services(Settings.load(env_file=None))
    held = services.connections.secrets("default", "hubspot-1")
    held.save({**held.load(), "scopes": ["oauth"]})
    services.close()
    (row,) = [r for r in cli("doctor", "--json").json if r["check"] == "connection default/hubspot-1"]
    assert row["state"] == "wrong"
    assert "was not granted crm.objects.deals.read, crm.objects.contacts.read" in row["detail"]


@pytest.mark.usefixtures("app")
def test_settings_of_the_connection_come_from_a_file(cli, tmp_path, follow):
    path = tmp_path / "hubspot.yaml"
    path.write_text("pipelines: [p1]\n")
    assert follow(cli("connect", "hubspot", "--config", str(path)).out.strip()).status_code == 200
    services = Services(Settings.load(env_file=None))
    assert services.connections.row("default", "hubspot-1").config["pipelines"] == ["p1"]
    services.close()
    path.write_text("pipeline: [p1]\n")
    done = cli("connect", "hubspot", "--config", str(path))
    assert (done.status, "HubSpot connection: pipeline: " in done.err) == (2, True)


def test_without_an_app_it_says_which_settings_are_missing(cli, home, monkeypatch):
    done = cli("connect", "hubspot")
    assert done.status == 2
    assert "set CRM_AI_HUBSPOT__CLIENT_ID and CRM_AI_HUBSPOT__CLIENT_SECRET" in done.err
    monkeypatch.setenv("CRM_AI_SALESFORCE__CLIENT_ID", "x")
    done = cli("connect", "salesforce")
    assert "yet: set CRM_AI_SALESFORCE__CLIENT_SECRET" in done.err


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["connect", "nothing"], "no plugin 'nothing'"),
        (["connect", "hubspot", "--as", "My Portal"], "no key for a connection"),
        (["connect", "hubspot", "--config", "nowhere.yaml"], "can't read nowhere.yaml"),
        (["disconnect", "nothing"], "has no connection 'nothing'"),
    ],
)
def test_a_slip_is_one_clear_line(cli, arguments, told):
    done = cli(*arguments)
    assert done.status == 2
    assert told in done.err
    assert done.err.count("\n") == 1


@pytest.mark.usefixtures("app")
def test_a_flow_without_a_page_is_explained(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_AI_SALESFORCE__CLIENT_ID", "x")
    monkeypatch.setenv("CRM_AI_SALESFORCE__CLIENT_SECRET", "y")
    path = tmp_path / "sf.yaml"
    path.write_text("flow: jwt_bearer\nusername: u@example.com\n")
    done = cli("connect", "salesforce", "--config", str(path))
    assert (done.status, "not connected by a page" in done.err) == (2, True)

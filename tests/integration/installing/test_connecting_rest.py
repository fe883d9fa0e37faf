"""A declared CRM with a consent page is connected as ours are; a small server plays the CRM."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from pydantic import SecretStr

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.ports.installing import Consent, OAuthApp
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import AppSettings, Settings
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.rest_small import raw
from tests.integration.installing.conftest import PUBLIC, WORKSPACE, Browser, query, rows

Link = Callable[..., str]


@dataclass
class Crm:
    """Says yes to one code, and knows what it gave out."""

    forms: list[dict[str, str]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        if asked.path.endswith("/token"):
            form = dict(parse_qsl(asked.body.decode()))
            self.forms.append(form)
            if form.get("code") not in {None, "good"}:
                return Reply({"error": "invalid_code"})
            self.tokens.append(f"access-{len(self.tokens)}")
            return Reply(
                {"access_token": self.tokens[-1], "refresh_token": "r1", "expires_in": 3600} | self.answer
            )
        if asked.path.endswith("/revoke"):
            self.revoked.append(dict(parse_qsl(asked.body.decode()))["token"])
            return Reply({})
        if asked.headers.get("Authorization") not in {f"Bearer {one}" for one in self.tokens}:
            return Reply({}, 401)
        return Reply({"org": [{"id": 42}], "items": []})


@pytest.fixture
def crm() -> Crm:
    return Crm()


@pytest.fixture
def declared(crm: Crm, tmp_path: Path, services: Services) -> Iterator[dict[str, Any]]:
    """Settings of a connection to the small CRM; the installation has an app there."""
    with JsonServer(crm) as server:
        auth = {
            "type": "oauth2",
            "token_url": "https://api.small.example/token",
            "consent": {
                "url": "https://api.small.example/authorize",
                "separator": ",",
                "pkce": True,
                "parameters": {"access_type": "offline"},
                "scopes": {"deals.read": "reads deals", "notes.write": "writes notes"},
                "optional_scopes": ["notes.write"],
                "account": {"path": "/org", "id": "org[0].id"},
                "revoke_url": "https://api.small.example/revoke",
            },
        }
        path = tmp_path / "small.yaml"
        path.write_text(yaml.safe_dump(raw(auth=auth, name="small", variables={}, hosts=["api.small.example"],
                                           base_url="https://api.small.example/v1")))  # fmt: skip
        services.settings.apps = {
            "small": AppSettings(client_id="app-id", client_secret=SecretStr("app-secret"))
        }
        yield {"definition": str(path), "base_url": server.url, "allow_private": True}


def back(page: str, code: str = "good") -> str:
    return f"{PUBLIC}/install/rest/callback?code={code}&state={query(page)['state']}"


def test_a_declared_crm_is_connected_and_disconnected(
    services: Services, browser: Browser, link: Link, declared: dict[str, Any], crm: Crm
) -> None:
    crm.answer = {"scope": "deals.read"}
    page = browser.set_out(link("rest", config=declared))
    asked = query(page)
    assert (asked["scope"], asked["access_type"]) == ("deals.read,notes.write", "offline")
    answer = browser.open(back(page))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert "notes.write" in answer.get_data(as_text=True)
    (row,) = rows(services)
    assert (row.key, row.connector, row.account) == ("small-1", "rest", "small:42")
    assert (crm.forms[0]["client_secret"], len(crm.forms[0]["code_verifier"])) == ("app-secret", 86)
    with services.connections.open(WORKSPACE, "small-1") as connected:
        connected.check()
    ended = services.disconnecting.run(WORKSPACE, "small-1", by="test")
    assert (ended.revoked, crm.revoked) == (True, ["r1"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"refresh_token": None}, "granted no lasting access"),
        ({"access_token": None}, "holds no token"),
        ({"scope": "notes.write"}, "did not grant deals.read"),
    ],
)
def test_an_answer_that_is_not_enough(
    services: Services,
    browser: Browser,
    link: Link,
    declared: dict[str, Any],
    crm: Crm,
    changed: dict[str, Any],
    told: str,
) -> None:
    crm.answer = changed
    answer = browser.open(back(browser.set_out(link("rest", config=declared))))
    assert told in answer.get_data(as_text=True)
    assert rows(services) == []


def test_a_wrong_code_and_a_no(
    services: Services, browser: Browser, link: Link, declared: dict[str, Any]
) -> None:
    made = link("rest", config=declared)
    answer = browser.open(back(browser.set_out(made), "bad"))
    assert (answer.status_code, "does not accept the login" in answer.get_data(as_text=True)) == (422, True)
    declined = back(browser.set_out(made)).replace("code=good", "error=access_denied")
    assert "Access was declined on" in browser.open(declined).get_data(as_text=True)
    assert rows(services) == []


def test_without_an_app_it_says_which_settings(
    services: Services, link: Link, declared: dict[str, Any]
) -> None:
    services.settings.apps = {}
    with pytest.raises(
        ConfigurationError, match="set CRM_AI_APPS__SMALL__CLIENT_ID and CRM_AI_APPS__SMALL__"
    ):
        link("rest", config=declared)


def test_what_is_missing_is_said_when_the_link_is_made(services: Services, link: Link) -> None:
    services.settings.apps["zoho"] = AppSettings(client_id="z", client_secret=SecretStr("s"))
    wrong = {"definition": "zoho", "variables": {"dc": "moon"}}
    with pytest.raises(ConfigurationError, match="the variable 'dc' does not look right"):
        link("rest", config=wrong)


def test_apps_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_AI_APPS__ZOHO__CLIENT_ID", "z")
    monkeypatch.setenv("CRM_AI_APPS__ZOHO__CLIENT_SECRET", "s")
    app = Settings.load(env_file=None).apps["zoho"]
    assert (app.client_id, app.client_secret) == ("z", SecretStr("s"))
    monkeypatch.setenv("CRM_AI_APPS__ZOHO__SECRET", "s")
    with pytest.raises(ConfigurationError, match="unknown setting"):
        Settings.load(env_file=None)


def test_what_ships_with_a_page_leads_there(services: Services) -> None:
    factory = services.registry.connector("rest")
    plan_config = factory.config_model.model_validate(
        {"definition": "zoho", "variables": {"dc": "eu"}}
    ).model_dump()
    url = factory.authorize_url(  # type: ignore[attr-defined]  # this factory connects in the browser
        OAuthApp("id", "secret"), plan_config, Consent("https://ai.example/cb", "st", "v" * 64)
    )
    assert url.startswith("https://accounts.zoho.eu/oauth/v2/auth?")
    assert query(url)["access_type"] == "offline"
    assert "secret" not in url

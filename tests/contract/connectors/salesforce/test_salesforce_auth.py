"""Connecting an org and staying connected, against the sandbox org."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from crm_ai_connectors.http.consent import challenge
from crm_ai_connectors.salesforce import SalesforceConnector, SalesforceConnectorFactory
from crm_ai_connectors.salesforce.auth import TokenEndpoint
from crm_ai_plugin.errors import (
    ConfigurationError,
    PermanentError,
    ReauthoriseError,
    RetryableError,
    UserInputError,
)
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import Consent, Grant, OAuthApp
from crm_ai_plugin.testing.sandbox import Fault
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox

Connect = Callable[..., SalesforceConnector]
BACK = "https://crm-ai.example/install/salesforce/callback"
FACTORY = SalesforceConnectorFactory()
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def config(org: SalesforceSandbox) -> dict[str, Any]:
    return {"login_url": org.url, "allow_insecure": True}


@pytest.fixture
def app(org: SalesforceSandbox) -> OAuthApp:
    return OAuthApp(org.client_id, org.client_secret)


def asked(verifier: str = "v" * 64) -> Consent:
    return Consent(BACK, "st-1", verifier)


def came_back(config: dict[str, Any], app: OAuthApp, consent: Consent) -> dict[str, str]:
    """Go to the link as the admin's browser does and return what comes back."""
    url = FACTORY.authorize_url(app, config, consent)
    assert app.client_secret not in url
    assert consent.verifier not in url
    answer = requests.get(f"{url}&sandbox_consent=auto", allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def granted(config: dict[str, Any], app: OAuthApp, consent: Consent) -> Grant:
    code = FACTORY.code(config, came_back(config, app, consent))
    return FACTORY.redeem(app, config, code, consent, NOW)


def test_an_org_is_connected(
    config: dict[str, Any], app: OAuthApp, org: SalesforceSandbox, connect: Connect, store: Any
) -> None:
    params = came_back(config, app, asked())
    assert params["state"] == "st-1"
    code = FACTORY.code(config, params)
    grant = FACTORY.redeem(app, config, code, asked(), NOW)
    assert (grant.account, grant.secrets["instance_url"]) == (org.org_id, org.url)
    assert grant.scopes == {"api", "refresh_token"}
    assert str(grant.secrets["refresh_token"]) not in repr(grant)
    store.secrets = dict(grant.secrets)
    connect().check()
    with pytest.raises(UserInputError):
        FACTORY.redeem(app, config, code, asked(), NOW)
    context = ConnectionContext("salesforce-1", config, store, None, lambda: NOW)  # type: ignore[arg-type]  # no calls that count
    FACTORY.revoke(context, last=True)
    with pytest.raises(ReauthoriseError):
        connect().check()
    FACTORY.revoke(context, last=True)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(config: dict[str, Any], app: OAuthApp) -> None:
    code = came_back(config, app, asked())["code"]
    with pytest.raises(UserInputError):
        FACTORY.redeem(app, config, code, asked("w" * 64), NOW)


def test_an_app_that_is_not_installed_is_explained(
    config: dict[str, Any], app: OAuthApp, org: SalesforceSandbox
) -> None:
    org.org.installed = False
    try:
        with pytest.raises(ConfigurationError) as caught:
            FACTORY.code(config, came_back(config, app, asked()))
    finally:
        org.org.installed = True
    assert caught.value.code == "app_not_installed"
    assert "administrator" in (caught.value.hint or "")


def test_a_wrong_secret_is_explained_without_showing_it(
    config: dict[str, Any], org: SalesforceSandbox
) -> None:
    app = OAuthApp(org.client_id, "a-wrong-secret")
    with pytest.raises(ConfigurationError) as caught:
        granted(config, app, asked())
    assert caught.value.code == "client_invalid"
    assert "a-wrong-secret" not in repr(vars(caught.value)) + repr(app) + str(caught.value)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"issued_at": "1"}, "signature_invalid"),
        ({"signature": None, "id": "https://login.salesforce.com/id/nobody/x"}, "malformed_answer"),
        ({"access_token": None}, "malformed_answer"),
        ({"instance_url": None}, "malformed_answer"),
        ({"refresh_token": None}, "scope_missing"),
    ],
)
def test_an_answer_that_is_not_to_be_believed(
    config: dict[str, Any], app: OAuthApp, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], code: str
) -> None:
    post = TokenEndpoint.post
    monkeypatch.setattr(TokenEndpoint, "post", lambda self, form: {**post(self, form), **changed})
    with pytest.raises((PermanentError, ConfigurationError)) as caught:
        granted(config, app, asked())
    assert caught.value.code == code


def test_wider_scopes_hold_those_that_are_asked_for(
    config: dict[str, Any], app: OAuthApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = TokenEndpoint.post
    wide = {"scope": "full offline_access"}
    monkeypatch.setattr(TokenEndpoint, "post", lambda self, form: {**post(self, form), **wide})
    assert granted(config, app, asked()).scopes >= {"api", "refresh_token"}


@pytest.mark.parametrize("short", ["x" * 42, "x" * 129, "ü" * 50])
def test_a_weak_verifier_is_refused(short: str) -> None:
    with pytest.raises(ValueError, match="PKCE"):
        challenge(short)


# --- staying connected ---


def test_the_new_token_is_stored_before_it_is_used(connect: Connect, store: Any) -> None:
    connector = connect()
    store.secrets["access_token"] = "expired"
    old = store.secrets["refresh_token"]
    connector.check()
    assert store.secrets["refresh_token"] != old
    assert store.secrets["access_token"] != "expired"
    assert "expires_at" not in store.secrets or store.secrets["expires_at"] is None
    connect().check()


def test_of_many_only_one_refreshes(connect: Connect, store: Any, org: SalesforceSandbox) -> None:
    store.secrets["access_token"] = "expired"
    connectors = [connect(deadline_s=20, read_timeout_s=10) for _ in range(6)]
    gate = threading.Barrier(len(connectors))
    org.requests.clear()

    def go(connector: SalesforceConnector) -> None:
        gate.wait()
        connector.check()

    with ThreadPoolExecutor(len(connectors)) as pool:
        list(pool.map(go, connectors))
    assert len(org.requests.entries(path="/oauth2/token")) == 1


def test_a_token_that_was_not_stored_is_not_used(
    connect: Connect, store: Any, org: SalesforceSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = connect()
    store.secrets["access_token"] = "expired"

    def fail(_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store, "save", fail)
    org.requests.clear()
    with pytest.raises(OSError, match="disk full"):
        connector.check()
    used = [one.status for one in org.requests.entries(path="/services/data")]
    assert used == [401], "nothing was called with a token that only this process knows"


def test_a_dead_refresh_token_ends_in_reauthorise(
    connect: Connect, store: Any, org: SalesforceSandbox
) -> None:
    connector, used = connect(), store.secrets["refresh_token"]
    store.secrets["access_token"] = "expired"
    connector.check()
    # Somebody uses the old one: Salesforce ends the whole family.
    store.secrets |= {"refresh_token": used, "access_token": "expired"}
    with pytest.raises(ReauthoriseError) as caught:
        connect().check()
    assert caught.value.code == "reauthorise"
    assert used not in repr(vars(caught.value)) + str(caught.value)


def test_a_login_that_is_down_is_tried_again_later(
    connect: Connect, store: Any, org: SalesforceSandbox
) -> None:
    store.secrets["access_token"] = "expired"
    org.add_fault(Fault("server_error", path="/oauth2/token", times=1))
    with pytest.raises(RetryableError):
        connect().check()
    connect().check()


def test_a_quiet_connection_is_kept_alive(connect: Connect, store: Any) -> None:
    assert connect().keep_alive(), "nobody knows when it was last used"
    first = store.secrets["refresh_token"]
    assert not connect().keep_alive()
    in_a_week = lambda: datetime.now(UTC) + timedelta(days=7, minutes=1)  # noqa: E731
    assert connect(in_a_week).keep_alive()
    assert store.secrets["refresh_token"] != first
    connect().check()


def test_client_credentials_ask_for_a_token_of_their_own(
    connect: Connect, store: Any, org: SalesforceSandbox
) -> None:
    store.secrets = {"client_id": org.client_id, "client_secret": org.client_secret}
    connector = connect(flow="client_credentials")
    connector.check()
    assert store.secrets["access_token"]
    assert not connector.keep_alive()


def test_a_jwt_logs_the_integration_user_in(connect: Connect, store: Any, org: SalesforceSandbox) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    org.register_public_key(public.decode())
    store.secrets = {"client_id": org.client_id, "private_key": pem}
    connect(flow="jwt_bearer", username=org.username).check()
    assert store.secrets["access_token"]
    store.secrets = {"client_id": org.client_id, "private_key": "no key"}
    with pytest.raises(ConfigurationError) as caught:
        connect(flow="jwt_bearer", username=org.username).check()
    told = repr(vars(caught.value)) + str(caught.value)
    assert "no key" not in told
    assert "BEGIN" not in told


def test_no_token_goes_to_an_org_elsewhere(connect: Connect, store: Any, org: SalesforceSandbox) -> None:
    store.secrets["instance_url"] = "https://evil.example"
    org.requests.clear()
    with pytest.raises(PermanentError) as caught:
        connect().check()
    assert caught.value.code == "instance_refused"
    assert not org.requests.entries()
    assert connect().record_url("deal", org.showcase_deal_id) is None


def test_no_reader_of_the_state_sees_a_secret(connect: Connect, store: Any) -> None:
    connector = connect()
    connector.check()
    shown = json.dumps(vars(connector), default=repr) + repr(vars(connector._client))
    for name in ("access_token", "refresh_token", "client_secret"):
        assert str(store.secrets[name]) not in shown

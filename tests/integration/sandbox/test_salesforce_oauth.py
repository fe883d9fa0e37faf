"""OAuth of a sandbox org: consent with PKCE, rotation, revocation, JWT, client credentials."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from crm_ai_plugin.testing.sandbox import SalesforceSandbox
from tests.integration.sandbox.salesforce_client import connect

VERIFIER = "v" * 43
BACK = "http://127.0.0.1:1/callback?x=1"
GRANT_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def key_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


class App:
    """The app that asks for consent and tokens."""

    def __init__(self, org: SalesforceSandbox) -> None:
        self.org = org
        self.session = requests.Session()
        self.session.trust_env = False

    def authorize(self, **changes: str | None) -> requests.Response:
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.org.client_id,
            "redirect_uri": BACK,
            "scope": "api refresh_token",
            "state": "s 1",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
            "sandbox_consent": "auto",
        }
        url = f"{self.org.url}/services/oauth2/authorize"
        return self.session.get(url, params=asked | changes, allow_redirects=False, timeout=5)

    def back(self, **changes: str | None) -> dict[str, str]:
        where = self.authorize(**changes).headers["Location"]
        assert where.startswith(BACK)
        return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}

    def token(self, **form: str) -> requests.Response:
        client = {"client_id": self.org.client_id, "client_secret": self.org.client_secret}
        return self.session.post(f"{self.org.url}/services/oauth2/token", data=client | form, timeout=5)

    def redeem(self, code: str, **changes: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        return self.token(**(form | changes))

    def refresh(self, token: str) -> requests.Response:
        return self.token(grant_type="refresh_token", refresh_token=token)

    def works(self, access_token: str) -> bool:
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = self.session.get(f"{self.org.url}/services/data/v66.0/limits", headers=headers, timeout=5)
        return answer.status_code == 200


@pytest.fixture
def app(org: SalesforceSandbox) -> Iterator[App]:
    made = App(org)
    yield made
    made.session.close()


def test_a_consent_brings_tokens_that_work(app: App) -> None:
    back = app.back()
    assert (back["state"], back["x"]) == ("s 1", "1")
    grant = app.redeem(back["code"]).json()
    assert app.works(grant["access_token"])
    assert grant["instance_url"] == app.org.url
    assert grant["id"] == f"https://login.salesforce.com/id/{app.org.org_id}/{app.org.org.user_id}"
    assert abs(int(grant["issued_at"]) / 1000 - time.time()) < 60
    signed = hmac.new(
        app.org.client_secret.encode(), f"{grant['id']}{grant['issued_at']}".encode(), hashlib.sha256
    )
    assert grant["signature"] == base64.b64encode(signed.digest()).decode()
    assert "expires_in" not in grant


def test_the_consent_page_asks_and_may_be_declined(app: App) -> None:
    page = app.authorize(sandbox_consent=None)
    assert page.status_code == 200
    assert "refresh_token" in page.text
    assert "error=access_denied" in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_no_code_without_pkce(app: App, changes: dict[str, str | None], error: str) -> None:
    assert app.back(**changes)["error"] == error


def test_an_app_that_is_not_installed_is_told_so(app: App) -> None:
    app.org.org.installed = False
    back = app.back()
    assert back["error"] == "invalid_client"
    assert back["error_description"] == "app must be installed into org"
    assert back["state"] == "s 1"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:1/other"}, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client_id"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_what_does_not_belong_to_the_code_is_refused(app: App, changes: dict[str, str], error: str) -> None:
    answer = app.redeem(app.back()["code"], **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_code_serves_once(app: App) -> None:
    code = app.back()["code"]
    assert app.redeem(code).status_code == 200
    assert app.redeem(code).json()["error"] == "invalid_grant"


def test_each_refresh_brings_the_next_token_and_ends_the_last(app: App) -> None:
    first = app.org.refresh_token
    second = app.refresh(first).json()
    assert second["refresh_token"] != first
    third = app.refresh(second["refresh_token"]).json()
    assert app.works(third["access_token"])


def test_an_old_refresh_token_revokes_the_present_one(app: App) -> None:
    old = app.org.refresh_token
    grant = app.refresh(old).json()
    assert app.works(grant["access_token"])
    assert app.refresh(old).json()["error"] == "invalid_grant"
    assert not app.works(grant["access_token"])
    assert app.refresh(grant["refresh_token"]).json()["error"] == "invalid_grant"


def test_without_rotation_the_token_stays(make_org: Callable[..., SalesforceSandbox]) -> None:
    app = App(make_org(rotate_refresh=False))
    for _ in range(2):
        assert app.refresh(app.org.refresh_token).json()["refresh_token"] == app.org.refresh_token
    app.session.close()


def test_revoking_ends_both(app: App) -> None:
    url = f"{app.org.url}/services/oauth2/revoke"
    assert app.session.post(url, data={"token": app.org.refresh_token}, timeout=5).status_code == 200
    assert not app.works(app.org.access_token)
    assert app.refresh(app.org.refresh_token).status_code == 400
    assert app.session.post(url, data={"token": "unknown"}, timeout=5).status_code == 400


def test_an_uninstalled_app_has_no_token_left(app: App) -> None:
    app.org.org.tokens.uninstall()
    assert not app.works(app.org.access_token)
    assert app.refresh(app.org.refresh_token).json()["error"] == "invalid_grant"


def test_access_tokens_expire(make_org: Callable[..., SalesforceSandbox]) -> None:
    app = App(make_org(access_ttl_s=0))
    assert not app.works(app.org.access_token)
    app.session.close()


def test_the_library_logs_in_by_jwt(org: SalesforceSandbox, key_pair: tuple[str, str]) -> None:
    org.register_public_key(key_pair[1])
    sf = connect(org, username=org.username, consumer_key=org.client_id, privatekey=key_pair[0])
    assert sf.query("SELECT COUNT() FROM User")["totalSize"] > 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"iss": "other"}, "invalid assertion"),
        ({"sub": "other"}, "user hasn't approved this consumer"),
        ({"aud": "https://evil.example"}, "audience is invalid"),
        ({"exp": 1}, "invalid assertion: expired"),
        ({"exp": time.time() + 9000}, "invalid assertion: exp lies too far ahead"),
    ],
)
def test_claims_have_to_be_right(
    app: App, key_pair: tuple[str, str], changes: dict[str, Any], said: str
) -> None:
    app.org.register_public_key(key_pair[1])
    claims = {"iss": app.org.client_id, "sub": app.org.username, "aud": "https://login.salesforce.com"}
    signed = jwt.encode(claims | {"exp": time.time() + 170} | changes, key_pair[0], algorithm="RS256")
    answer = app.token(grant_type=GRANT_JWT, assertion=signed)
    assert answer.json() == {"error": "invalid_grant", "error_description": said}


def test_another_key_or_algorithm_does_not_get_in(app: App, key_pair: tuple[str, str]) -> None:
    app.org.register_public_key(key_pair[1])
    claims = {
        "iss": app.org.client_id,
        "sub": app.org.username,
        "aud": "https://login.salesforce.com",
        "exp": time.time() + 170,
    }
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    unsigned = jwt.encode(claims, "", algorithm="none")
    for assertion in (jwt.encode(claims, stranger, algorithm="RS256"), unsigned, "no.jwt.at.all"):
        assert app.token(grant_type=GRANT_JWT, assertion=assertion).json()["error"] == "invalid_grant"


def test_the_library_logs_in_by_client_credentials(org: SalesforceSandbox) -> None:
    more = {"consumer_key": org.client_id, "consumer_secret": org.client_secret, "domain": "sandbox.my"}
    assert connect(org, **more).query("SELECT COUNT() FROM User")["totalSize"] > 0
    with pytest.raises(SalesforceAuthenticationFailed):
        connect(org, **(more | {"consumer_secret": "wrong"}))


def test_no_secret_stands_in_the_request_log(app: App) -> None:
    grant = app.redeem(app.back()["code"]).json()
    app.refresh(grant["refresh_token"])
    logged = str([entry.body for entry in app.org.requests.entries()])
    for secret in (grant["refresh_token"], app.org.client_secret, VERIFIER):
        assert secret not in logged

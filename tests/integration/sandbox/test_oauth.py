"""OAuth as HubSpot does it: consent, codes, expiry, rotation, uninstall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from crm_ai_plugin.testing.sandbox import SandboxServer

DEALS = "/crm/objects/2026-09/deals"
REDIRECT = "http://127.0.0.1:9/install/hubspot/callback"


def ask_token(server: SandboxServer, **form: str) -> requests.Response:
    secrets = {"client_id": server.client_id, "client_secret": server.client_secret}
    return requests.post(f"{server.url}/oauth/2026-09/token", data={**secrets, **form}, timeout=10)


def deals_status(server: SandboxServer, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{server.url}{DEALS}", headers=headers, timeout=10).status_code


def authorize(server: SandboxServer, **more: str) -> requests.Response:
    params = {
        "client_id": server.client_id,
        "redirect_uri": REDIRECT,
        "state": "s&1",
        "scope": "oauth",
        **more,
    }
    return requests.get(f"{server.url}/oauth/authorize", params=params, timeout=10, allow_redirects=False)


def consent_code(server: SandboxServer) -> str:
    answer = authorize(server, sandbox_consent="auto")
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s&1"]
    return query["code"][0]


def test_a_code_buys_tokens_once(server: SandboxServer) -> None:
    code = consent_code(server)
    first = ask_token(server, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
    assert first.status_code == 200
    body = first.json()
    assert body["hub_id"] == server.portal_id
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 1800
    assert body["scopes"] == ["oauth"]
    assert deals_status(server, body["access_token"]) == 200
    again = ask_token(server, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


def test_a_code_is_bound_to_its_redirect_address(server: SandboxServer) -> None:
    code = consent_code(server)
    answer = ask_token(server, grant_type="authorization_code", code=code, redirect_uri=f"{REDIRECT}/x")
    assert answer.json()["error"] == "invalid_grant"


def test_the_consent_page_offers_both_ways(server: SandboxServer) -> None:
    page = authorize(server)
    assert page.status_code == 200
    assert f"{REDIRECT}?code=" in page.text
    assert "error=access_denied" in page.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "other"}, "invalid_client"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
    ],
)
def test_a_wrong_authorize_request_is_refused(
    server: SandboxServer, change: dict[str, str], error: str
) -> None:
    answer = authorize(server, **change)
    assert answer.status_code == 400
    assert answer.json()["error"] == error


def test_refresh_keeps_or_rotates(make_server: Callable[..., SandboxServer]) -> None:
    steady, rotating = make_server(), make_server(rotate_refresh=True)
    for server, same, second in ((steady, True, 200), (rotating, False, 400)):
        first = ask_token(server, grant_type="refresh_token", refresh_token=server.refresh_token)
        assert first.status_code == 200
        assert (first.json()["refresh_token"] == server.refresh_token) is same
        again = ask_token(server, grant_type="refresh_token", refresh_token=server.refresh_token)
        assert again.status_code == second


def test_wrong_secret_and_unknown_grant_are_refused(server: SandboxServer) -> None:
    wrong = ask_token(server, client_secret="no", grant_type="refresh_token", refresh_token="x")
    assert wrong.json()["error"] == "invalid_client"
    unknown = ask_token(server, grant_type="password")
    assert unknown.json()["error"] == "unsupported_grant_type"


def test_expired_tokens_get_401_and_refresh_helps(make_server: Callable[..., SandboxServer]) -> None:
    server = make_server()
    assert deals_status(server, server.access_token) == 200
    server.account.tokens.expire_access()
    answer = requests.get(f"{server.url}{DEALS}", headers=server.auth_headers, timeout=10)
    assert answer.status_code == 401
    assert answer.json()["category"] == "EXPIRED_AUTHENTICATION"
    fresh = ask_token(server, grant_type="refresh_token", refresh_token=server.refresh_token).json()
    assert deals_status(server, fresh["access_token"]) == 200


def test_tokens_live_as_long_as_configured(make_server: Callable[..., SandboxServer]) -> None:
    server = make_server(access_ttl_s=0)
    assert deals_status(server, server.access_token) == 401
    assert deals_status(server, server.private_token) == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": "Basic abc"}, None])
def test_calls_without_a_token_are_refused(server: SandboxServer, headers: dict[str, str] | None) -> None:
    sent = headers if headers is not None else {"Authorization": "Bearer nonsense"}
    answer = requests.get(f"{server.url}{DEALS}", headers=sent, timeout=10)
    assert answer.status_code == 401
    body: dict[str, Any] = answer.json()
    assert body["category"] == "INVALID_AUTHENTICATION"
    assert body["correlationId"]


def test_uninstalling_ends_every_token(server: SandboxServer) -> None:
    gone = requests.delete(
        f"{server.url}/appinstalls/2026-09/external-install", headers=server.auth_headers, timeout=10
    )
    assert gone.status_code == 204
    assert deals_status(server, server.access_token) == 401
    assert deals_status(server, server.private_token) == 401
    refused = ask_token(server, grant_type="refresh_token", refresh_token=server.refresh_token)
    assert refused.json()["error"] == "invalid_grant"


def test_introspection_and_revocation(server: SandboxServer) -> None:
    base = f"{server.url}/oauth/2026-09/token"
    token = {"token": server.refresh_token}
    assert requests.post(f"{base}/introspect", data=token, timeout=10).json()["active"] is True
    assert requests.post(f"{base}/revoke", data=token, timeout=10).status_code == 204
    assert requests.post(f"{base}/introspect", data=token, timeout=10).json()["active"] is False


def test_secrets_do_not_reach_the_request_log(server: SandboxServer) -> None:
    ask_token(server, grant_type="refresh_token", refresh_token=server.refresh_token)
    entry = server.requests.entries(path="/oauth/")[-1]
    assert entry.body["grant_type"] == "refresh_token"
    assert server.refresh_token not in str(entry)
    assert server.client_secret not in str(entry)

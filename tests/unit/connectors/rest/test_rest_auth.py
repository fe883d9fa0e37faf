"""A: each way to authenticate, as the server sees it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from crm_ai_plugin.errors import PermanentError, ReauthoriseError
from tests.fixtures.json_server import Asked, JsonServer, Reply
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.rest_connecting import NOW, Secrets, connected, context
from tests.fixtures.rest_small import definition

SECRETS = {"api_key": PLANTED["token"], "secret_key": PLANTED["client secret"], "user": "u"}


def check(server: JsonServer, auth: dict[str, Any], **more: Any) -> Asked:
    made = connected(
        definition(auth=auth, **more), context(SECRETS), variables={"host": server.host}, base_url=server.url
    )
    made.check()
    made.close()
    return server.seen[-1]


def test_several_headers(server: JsonServer) -> None:
    seen = check(
        server, {"type": "headers", "headers": {"X-A": "{secret.api_key}", "X-B": "fixed", "X-C": "{host}"}}
    )
    assert (seen.headers["X-A"], seen.headers["X-B"], seen.headers["X-C"]) == (
        SECRETS["api_key"],
        "fixed",
        server.host,
    )
    assert seen.headers["User-Agent"] == "crm-ai-plugin", "some APIs refuse calls without one"


def test_another_user_agent(server: JsonServer) -> None:
    seen = check(server, {"type": "none"}, headers={"User-Agent": "acme/1"})
    assert seen.headers["User-Agent"] == "acme/1"
    assert "Authorization" not in seen.headers


def test_basic_with_the_key_as_user(server: JsonServer) -> None:
    seen = check(server, {"type": "basic", "username": "{secret.api_key}"})
    assert (
        base64.b64decode(seen.headers["Authorization"].removeprefix("Basic "))
        == f"{SECRETS['api_key']}:".encode()
    )


def test_espos_signature(server: JsonServer) -> None:
    auth = {
        "type": "signature", "header": "X-Hmac-Authorization", "key": "{secret.secret_key}", "message": "{method} {path}",
        "digest": "raw", "prefix": "{secret.api_key}:", "encode": "base64",
    }  # fmt: skip
    seen = check(server, auth, probe={"path": "/Opportunity", "query": {"maxSize": "1"}})
    digest = hmac.new(SECRETS["secret_key"].encode(), b"GET /Opportunity", hashlib.sha256).digest()
    assert (
        seen.headers["X-Hmac-Authorization"]
        == base64.b64encode(f"{SECRETS['api_key']}:".encode() + digest).decode()
    )


def test_a_signature_over_time_query_and_body(server: JsonServer) -> None:
    auth = {
        "type": "signature", "header": "X-Sig", "key": "{secret.secret_key}", "algorithm": "sha512",
        "message": "{timestamp}{method}{full_path}{query}{body}", "digest": "base64", "headers": {"X-Time": "{timestamp}"},
    }  # fmt: skip
    seen = check(server, auth, probe={"method": "POST", "path": "/q", "query": {"a": "b"}, "body": {"x": 1}})
    said = f"{int(NOW.timestamp())}POST/api/qa=b".encode() + seen.body
    assert (
        seen.headers["X-Sig"]
        == base64.b64encode(hmac.new(SECRETS["secret_key"].encode(), said, hashlib.sha512).digest()).decode()
    )
    assert seen.headers["X-Time"] == str(int(NOW.timestamp()))


def test_a_hook_signs(server: JsonServer, monkeypatch: pytest.MonkeyPatch) -> None:
    import json as module

    monkeypatch.setattr(
        module, "sign_it", lambda method, *_: {"X-Odd": method} if method == "GET" else 1 / 0, raising=False
    )
    made = connected(
        definition(auth={"type": "none"}, hooks={"sign": "json:sign_it"}),
        context(SECRETS), variables={"host": server.host}, base_url=server.url, allow_hooks=["json:sign_it"],
    )  # fmt: skip
    made.check()
    assert server.seen[-1].headers["X-Odd"] == "GET"
    probe = made.parts.definition.probe
    with pytest.raises(PermanentError, match="signing function") as caught:
        made.parts.client.send(made.parts.client.request(probe, "POST", {}))
    assert SECRETS["secret_key"] not in repr(vars(caught.value))
    made.close()


OAUTH: dict[str, Any] = {
    "type": "oauth2", "token_url": "https://{host}/token", "client_in": "basic", "value": "Zoho-oauthtoken {secret.access_token}",
    "parameters": {"scope": "all"}, "host_from": "api_domain",
}  # fmt: skip


class Tokens:
    """A token endpoint; only the newest token works."""

    def __init__(self) -> None:
        self.good = PLANTED["token"]
        self.issued = 0
        self.refuse = False
        self.server = JsonServer(self.answer)

    def answer(self, asked: Asked) -> Reply:
        if asked.path.endswith("/token"):
            if self.refuse:
                return Reply({"error": "invalid_code"}, 200)
            self.issued += 1
            self.good = f"access-{self.issued}"
            return Reply({"access_token": self.good, "expires_in": 3600, "api_domain": self.server.url})
        right = asked.headers.get("Authorization") == f"Zoho-oauthtoken {self.good}"
        return Reply({}) if right else Reply({}, 401)


def test_tokens_are_renewed_before_they_expire_and_after_a_refusal() -> None:
    tokens = Tokens()
    secrets = Secrets(
        {
            "access_token": PLANTED["token"],
            "refresh_token": PLANTED["refresh token"],
            "client_id": "c",
            "client_secret": PLANTED["client secret"],
            "expires_at": (NOW + timedelta(seconds=30)).isoformat(),
        }
    )
    with tokens.server as server:
        made = connected(
            definition(auth=OAUTH), context(secrets), variables={"host": server.host}, base_url=server.url
        )
        made.check()
        assert tokens.issued == 1, "renewed early"
        form = parse_qs(server.seen[0].body.decode())
        assert (form["grant_type"], form["refresh_token"], form["scope"]) == (
            ["refresh_token"],
            [PLANTED["refresh token"]],
            ["all"],
        )
        assert "client_secret" not in form
        assert server.seen[0].headers["Authorization"].startswith("Basic ")
        assert secrets.values["api_domain"] == server.url
        tokens.good = "revoked"
        made.check()
        assert tokens.issued == 2
        tokens.good, tokens.refuse = "revoked", True
        with pytest.raises(ReauthoriseError):
            made.check()
        made.close()


def test_the_tenants_host_must_be_allowed() -> None:
    secrets = {
        "access_token": "a",
        "client_id": "c",
        "client_secret": PLANTED["client secret"],
        "api_domain": "https://evil.example",
    }
    auth = {**OAUTH, "token_url": "https://api.crm.example/token"}
    loaded = definition(
        auth=auth, base_url="https://api.crm.example/v1", hosts=["api.crm.example"], variables={}
    )
    made = connected(loaded, context(secrets))
    with pytest.raises(PermanentError, match="does not allow"):
        made.check()
    made.close()


def test_client_credentials() -> None:
    tokens = Tokens()
    with tokens.server as server:
        auth = {**OAUTH, "grant": "client_credentials", "client_in": "body"}
        made = connected(
            definition(auth=auth),
            context({"client_id": "c", "client_secret": PLANTED["client secret"]}),
            variables={"host": server.host},
            base_url=server.url,
        )
        made.check()
        form = parse_qs(server.seen[0].body.decode())
        assert (form["grant_type"], form["client_secret"]) == (
            ["client_credentials"],
            [PLANTED["client secret"]],
        )
        made.close()

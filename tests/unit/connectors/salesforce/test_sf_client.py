"""The network part, against scripted answers: timeouts, redirects, repeats, secrets."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from crm_ai_connectors.http.retry import Effect
from crm_ai_connectors.salesforce import SalesforceConfig, SalesforceConnectorFactory
from crm_ai_connectors.salesforce.client import SalesforceClient
from crm_ai_connectors.salesforce.transport import Session
from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    PermanentError,
    RateLimitedError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import ConnectionContext
from tests.fixtures.planted_secrets import PLANTED

ORG = "https://acme.my.salesforce.com"
DATA = f"{ORG}/services/data/v66.0"
TOKEN = "00Dxx!AQ." + PLANTED["token"]


class Held:
    """A token store."""

    def __init__(self) -> None:
        self.secrets: dict[str, Any] = {
            "access_token": TOKEN,
            "refresh_token": PLANTED["refresh token"],
            "instance_url": ORG,
            "client_id": "key",
            "client_secret": PLANTED["client secret"],
        }

    def load(self) -> Mapping[str, Any]:
        return dict(self.secrets)

    def save(self, secrets: Mapping[str, Any]) -> None:
        self.secrets = dict(secrets)

    def exclusive(self) -> AbstractContextManager[bool]:
        return threading.Lock()


class Endless:
    """A budget."""

    def __init__(self) -> None:
        self.punished: list[float] = []

    def take(self, group: str, cost: int = 1) -> None: ...

    def punish(self, retry_after: float) -> None:
        self.punished.append(retry_after)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def budget() -> Endless:
    return Endless()


@pytest.fixture
def context(budget: Endless) -> ConnectionContext:
    return ConnectionContext("sf-1", {}, Held(), budget, lambda: datetime.now(UTC))


@pytest.fixture
def client(context: ConnectionContext) -> Iterator[SalesforceClient]:
    made = SalesforceClient(SalesforceConfig(), context, sleep=lambda _: None)
    yield made
    made.close()


def read(client: SalesforceClient) -> Any:
    return client.call(Effect.READ, lambda vendor: vendor.query("SELECT Id FROM Task"))


def write(client: SalesforceClient) -> Any:
    return client.call(Effect.WRITE, lambda vendor: vendor.restful("sobjects/Task/", method="POST"))


def test_every_call_has_timeouts_and_follows_no_redirect(
    wire: responses.RequestsMock, client: SalesforceClient
) -> None:
    wire.get(f"{DATA}/query/", status=302, headers={"Location": "https://evil.example/x"})
    with pytest.raises(PermanentError) as caught:
        read(client)
    assert caught.value.code == "redirect"
    assert [urlsplit(str(one.request.url)).hostname for one in wire.calls] == ["acme.my.salesforce.com"]
    assert wire.calls[0].request.req_kwargs["timeout"] == (3.0, 30.0)  # type: ignore[attr-defined]


def test_the_token_endpoint_follows_no_redirect_either(
    wire: responses.RequestsMock, client: SalesforceClient
) -> None:
    wire.get(f"{DATA}/query/", status=401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "x"}])
    wire.post(
        "https://login.salesforce.com/services/oauth2/token",
        status=307,
        headers={"Location": "https://evil.example/x"},
    )
    with pytest.raises(PermanentError):
        read(client)
    assert "evil.example" not in {urlsplit(str(one.request.url)).hostname for one in wire.calls}


def test_reads_are_repeated_and_writes_are_not(
    wire: responses.RequestsMock, client: SalesforceClient
) -> None:
    for _ in range(2):
        wire.get(f"{DATA}/query/", status=503, json=[{"errorCode": "SERVER_UNAVAILABLE", "message": "x"}])
    wire.get(f"{DATA}/query/", json={"totalSize": 0, "done": True, "records": []})
    assert read(client)["done"]
    wire.post(
        f"{DATA}/sobjects/Task/", status=503, json=[{"errorCode": "SERVER_UNAVAILABLE", "message": "x"}]
    )
    with pytest.raises(RetryableError) as caught:
        write(client)
    assert caught.value.uncertain
    assert len([one for one in wire.calls if one.request.method == "POST"]) == 1


@pytest.mark.parametrize("error", [requests.ReadTimeout("x"), requests.ConnectionError("x")])
def test_a_write_without_an_answer_is_uncertain(
    wire: responses.RequestsMock, client: SalesforceClient, error: Exception
) -> None:
    wire.post(f"{DATA}/sobjects/Task/", body=error)
    with pytest.raises(RetryableError) as caught:
        write(client)
    assert caught.value.uncertain
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "body", ["<html>", "[]", "7", '{"records": 7}', '{"done": false, "records": []}', ""]
)
def test_an_odd_answer_is_no_crash(
    wire: responses.RequestsMock, context: ConnectionContext, body: str
) -> None:
    wire.post(f"{DATA}/composite", body=body, content_type="application/json")
    wire.get(f"{DATA}/queryAll/", body=body, content_type="application/json")
    connector = SalesforceConnectorFactory().create(context)
    connector._client._sleep = lambda _: None
    connector._client._config = connector._client._config.model_copy(update={"deadline_s": 0.01})
    with pytest.raises(CrmAiError):
        connector.snapshot("006Sb0000sZmu6pIAB")
    connector.close()


def test_the_same_next_page_for_ever_is_noticed(
    wire: responses.RequestsMock, context: ConnectionContext
) -> None:
    page = {
        "totalSize": 9,
        "done": False,
        "nextRecordsUrl": "/services/data/v66.0/queryAll/01gD0000002HU6K-1",
        "records": [{"Id": "001Sb0000sZmu6pIAB", "SystemModstamp": "2026-01-05T09:30:00.000+0000"}],
    }
    wire.get(f"{DATA}/queryAll/", json=page)
    wire.get(f"{DATA}/queryAll/01gD0000002HU6K-1", json=page)
    connector = SalesforceConnectorFactory().create(context)
    with pytest.raises(CrmAiError) as caught:
        list(connector.changes("company", None))
    assert caught.value.code == "cursor_repeated"
    connector.close()


def test_limits_tell_all_processes_when_to_come_back(
    wire: responses.RequestsMock, client: SalesforceClient, budget: Endless
) -> None:
    wire.get(
        f"{DATA}/query/",
        status=429,
        json=[{"errorCode": "TOO_MANY", "message": "x"}],
        headers={"Retry-After": "17"},
    )
    with pytest.raises(RateLimitedError) as caught:
        read(client)
    assert (caught.value.retry_after, budget.punished) == (17.0, [17.0])


def test_a_netrc_and_cookies_change_nothing(
    wire: responses.RequestsMock,
    client: SalesforceClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine acme.my.salesforce.com login thief password stolen\n")
    monkeypatch.setenv("NETRC", str(netrc))
    wire.get(
        f"{DATA}/query/",
        json={"totalSize": 0, "done": True, "records": []},
        headers={"Set-Cookie": "sid=x; Domain=acme.my.salesforce.com"},
    )
    read(client)
    read(client)
    for one in wire.calls:
        assert one.request.headers["Authorization"] == f"Bearer {TOKEN}"
        assert "Cookie" not in one.request.headers


def test_plain_http_is_not_spoken() -> None:
    with Session(SalesforceConfig()) as session, pytest.raises(requests.exceptions.InvalidSchema):
        session.get("http://acme.my.salesforce.com/")


def test_only_a_sandbox_on_this_machine_is_spoken_to_in_plain_http() -> None:
    config = SalesforceConfig(login_url="http://127.0.0.1:1", allow_insecure=True)
    sent: list[str] = []

    def send(_: Any, request: requests.PreparedRequest, **__: Any) -> requests.Response:
        sent.append(str(request.url))
        raise requests.ConnectionError

    with Session(config) as session, patch("requests.adapters.HTTPAdapter.send", send):
        for url in ("https://127.0.0.1:1/x", "https://acme.my.salesforce.com/x"):
            with pytest.raises(requests.ConnectionError):
                session.get(url)
    assert sent == ["http://127.0.0.1:1/x", "https://acme.my.salesforce.com/x"]


def test_secrets_travel_in_bodies_and_nowhere_else(
    wire: responses.RequestsMock, client: SalesforceClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wire.get(f"{DATA}/query/", status=401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "x"}])
    wire.post(
        "https://login.salesforce.com/services/oauth2/token",
        status=400,
        json={"error": "invalid_grant", "error_description": f"expired {PLANTED['refresh token']}"},
    )
    with pytest.raises(PermanentError) as caught:
        read(client)
    secrets = (TOKEN, PLANTED["refresh token"], PLANTED["client secret"])
    urls = [str(one.request.url) for one in wire.calls]
    form = parse_qs(str(wire.calls[-1].request.body))
    assert form["refresh_token"] == [PLANTED["refresh token"]]
    chain: BaseException | None = caught.value
    told = [caplog.text, repr(client), *urls]
    while chain is not None:
        told += [repr(chain), str(chain), repr(vars(chain))]
        chain = chain.__cause__ or chain.__context__
    assert not [one for one in secrets if any(one in text for text in told)]


def test_a_wrong_setting_is_named_without_its_value(context: ConnectionContext) -> None:
    wrong = ConnectionContext(
        "sf-1", {"login_url": "https://evil.example/secret"}, context.secrets, context.budget, context.clock
    )
    with pytest.raises(ConfigurationError) as caught:
        SalesforceConnectorFactory().create(wrong)
    assert "evil.example" not in caught.value.user_message
    assert "login_url" in caught.value.user_message

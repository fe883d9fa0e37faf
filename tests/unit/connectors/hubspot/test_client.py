"""The client against canned answers; `responses` sits below the pooled session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from crm_ai_connectors.http.retry import Effect
from crm_ai_connectors.hubspot import HubSpotConfig, HubSpotConnectorFactory
from crm_ai_connectors.hubspot.client import HubSpotClient
from crm_ai_plugin.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import ConnectionContext
from tests.fixtures.planted_secrets import PLANTED

BASE = "https://api.hubapi.com"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Secrets:
    def __init__(self, **secrets: Any) -> None:
        self.held = {"access_token": PLANTED["token"], **secrets}
        self.events: list[str] = []

    def load(self) -> Mapping[str, Any]:
        self.events.append("load")
        return dict(self.held)

    def save(self, secrets: Mapping[str, Any]) -> None:
        self.events.append("save")
        self.held = dict(secrets)

    def exclusive(self) -> AbstractContextManager[None]:
        self.events.append("exclusive")
        return nullcontext()


class Budget:
    def __init__(self) -> None:
        self.taken: list[str] = []
        self.punished: list[float] = []

    def take(self, group: str, cost: int = 1) -> None:
        self.taken.append(group)

    def punish(self, retry_after: float) -> None:
        self.punished.append(retry_after)


Build = Callable[..., HubSpotClient]


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def build(pauses: list[float]) -> Iterator[Build]:
    made: list[HubSpotClient] = []

    def client(
        secrets: Secrets | None = None, budget: Budget | None = None, **settings: Any
    ) -> HubSpotClient:
        context = ConnectionContext("c", {}, secrets or Secrets(), budget or Budget(), lambda: NOW)
        made.append(HubSpotClient(HubSpotConfig(**settings), context, sleep=pauses.append))
        return made[-1]

    yield client
    for one in made:
        one.close()


def refreshable(**more: Any) -> Secrets:
    return Secrets(
        refresh_token=PLANTED["refresh token"], client_id="id", client_secret=PLANTED["client secret"], **more
    )


def test_a_call_carries_token_version_and_json(build: Build, web: responses.RequestsMock) -> None:
    web.post(f"{BASE}/crm/objects/2026-09/deals/batch/read", json={"results": []})
    build().read("/crm/objects/{v}/deals/batch/read", {"inputs": []})
    sent = web.calls[0].request
    assert sent.headers["Authorization"] == f"Bearer {PLANTED['token']}"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.body == '{"inputs": []}'


def test_another_version_is_one_setting(build: Build, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/crm/pipelines/2027-03-beta/deals", json={})
    assert build(api_version="2027-03-beta").get("/crm/pipelines/{v}/deals") == {}


def test_a_redirect_is_not_followed(build: Build, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/x", status=307, headers={"Location": "https://elsewhere.example/x"})
    with pytest.raises(PermanentError) as caught:
        build().get("/x")
    assert caught.value.code == "redirect"
    assert len(web.calls) == 1


def test_timeouts_are_set_on_every_call(build: Build, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/x", json={})
    build(connect_timeout_s=1.5, read_timeout_s=7).get("/x")
    assert web.calls[0].request.req_kwargs["timeout"] == (1.5, 7.0)  # type: ignore[attr-defined]


def test_reads_are_retried_with_growing_jittered_pauses(
    build: Build, web: responses.RequestsMock, pauses: list[float]
) -> None:
    for _ in range(3):
        web.get(f"{BASE}/x", status=503)
    web.get(f"{BASE}/x", json={"ok": True})
    assert build().get("/x") == {"ok": True}
    assert [
        low <= pause <= high
        for pause, (low, high) in zip(pauses, ((0.1, 0.3), (0.2, 0.6), (0.4, 1.2)), strict=True)
    ] == [
        True,
        True,
        True,
    ]


def test_retries_end_before_the_deadline(
    build: Build, web: responses.RequestsMock, pauses: list[float]
) -> None:
    web.get(f"{BASE}/x", status=503, headers={"Retry-After": "60"})
    with pytest.raises(RetryableError) as caught:
        build(deadline_s=5).get("/x")
    assert caught.value.retry_after == 60
    assert pauses == []


@pytest.mark.parametrize(
    ("failure", "code", "uncertain"),
    [
        (requests.ConnectTimeout(PLANTED["token"]), "unreachable", False),
        (requests.ReadTimeout(PLANTED["token"]), "timeout", True),
        (requests.ConnectionError(PLANTED["token"]), "connection", True),
        (requests.exceptions.ChunkedEncodingError(PLANTED["token"]), "connection", True),
    ],
)
def test_a_create_is_sent_once_and_what_is_open_is_said(
    build: Build, web: responses.RequestsMock, failure: Exception, code: str, uncertain: bool
) -> None:
    web.post(f"{BASE}/x", body=failure)
    with pytest.raises(RetryableError) as caught:
        build().write("POST", "/x", {}, Effect.WRITE)
    assert (caught.value.code, caught.value.uncertain, len(web.calls)) == (code, uncertain, 1)
    assert caught.value.__context__ is None, "the vendor's exception holds the request with its token"
    assert PLANTED["token"] not in repr(vars(caught.value))


def test_a_rate_limited_create_is_sent_again(
    build: Build, web: responses.RequestsMock, pauses: list[float]
) -> None:
    budget = Budget()
    web.post(f"{BASE}/x", status=429, headers={"Retry-After": "1"})
    web.post(f"{BASE}/x", status=201, json={"id": "1"})
    assert build(budget=budget).write("POST", "/x", {}, Effect.WRITE) == {"id": "1"}
    assert (pauses, budget.punished, budget.taken) == ([1.0], [1.0], ["crm", "crm"])


def test_a_used_up_day_is_not_waited_for(
    build: Build, web: responses.RequestsMock, pauses: list[float]
) -> None:
    web.get(f"{BASE}/x", status=429, json={"policyName": "DAILY"}, headers={"Retry-After": "1"})
    with pytest.raises(RateLimitedError):
        build().get("/x")
    assert pauses == []


@pytest.mark.parametrize("body", ["", "[1]", '{"results": [', "null", "<html>"])
def test_an_unreadable_answer_is_no_answer(build: Build, web: responses.RequestsMock, body: str) -> None:
    web.post(f"{BASE}/x", body=body)
    if body == "":
        assert build().write("POST", "/x", {}, Effect.WRITE) == {}
        return
    with pytest.raises(RetryableError) as caught:
        build().write("POST", "/x", {}, Effect.WRITE)
    assert caught.value.uncertain


def test_a_token_is_saved_before_it_is_used(build: Build, web: responses.RequestsMock) -> None:
    secrets = refreshable(expires_at=(NOW + timedelta(minutes=1)).timestamp())

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        assert secrets.held["access_token"] == "second-token"
        assert request.headers["Authorization"] == "Bearer second-token"
        return 200, {}, "{}"

    web.post(f"{BASE}/oauth/2026-09/token", json={"access_token": "second-token", "expires_in": 1800})
    web.add_callback("GET", f"{BASE}/x", callback=answer)
    build(secrets).get("/x")
    form = web.calls[0].request
    assert PLANTED["client secret"] not in str(form.url)
    assert f"client_secret={PLANTED['client secret']}" in str(form.body)
    assert "Authorization" not in form.headers
    assert secrets.events == ["load", "exclusive", "load", "save"]
    assert secrets.held["expires_at"] == (NOW + timedelta(minutes=30)).isoformat()
    assert secrets.held["refresh_token"] == PLANTED["refresh token"]


def test_a_refreshed_token_of_another_process_is_taken_over(
    build: Build, web: responses.RequestsMock
) -> None:
    secrets = refreshable()
    client = build(secrets)
    web.get(f"{BASE}/x", json={})
    client.get("/x")
    secrets.held["access_token"] = "theirs"
    web.replace("GET", f"{BASE}/x", status=401)
    web.get(f"{BASE}/x", json={"ok": True})
    assert client.get("/x") == {"ok": True}
    assert web.calls[-1].request.headers["Authorization"] == "Bearer theirs"
    assert "save" not in secrets.events


def test_a_401_after_a_refresh_ends_it(build: Build, web: responses.RequestsMock) -> None:
    web.post(f"{BASE}/oauth/2026-09/token", json={"access_token": "second-token"})
    web.get(f"{BASE}/x", status=401)
    with pytest.raises(ReauthoriseError):
        build(refreshable()).get("/x")
    assert len(web.calls) == 3


@pytest.mark.parametrize(
    ("status", "kind"), [(400, ReauthoriseError), (401, ReauthoriseError), (429, RateLimitedError)]
)
def test_what_a_failed_refresh_means(
    build: Build, web: responses.RequestsMock, status: int, kind: type[Exception]
) -> None:
    web.post(f"{BASE}/oauth/2026-09/token", status=status, json={"error": "invalid_grant"})
    with pytest.raises(kind) as caught:
        build(refreshable(access_token="")).get("/x")
    assert PLANTED["refresh token"] not in f"{caught.value!r} {vars(caught.value)}"


def test_a_token_that_is_still_good_outlives_a_failed_early_refresh(
    build: Build, web: responses.RequestsMock
) -> None:
    web.post(f"{BASE}/oauth/2026-09/token", status=502)
    web.get(f"{BASE}/x", json={})
    build(refreshable(expires_at=(NOW + timedelta(minutes=1)).isoformat())).get("/x")
    assert web.calls[-1].request.headers["Authorization"] == f"Bearer {PLANTED['token']}"


def test_threads_refresh_once(build: Build, web: responses.RequestsMock) -> None:
    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return (401 if PLANTED["token"] in str(request.headers["Authorization"]) else 200), {}, "{}"

    web.post(f"{BASE}/oauth/2026-09/token", json={"access_token": "second-token"})
    web.add_callback("GET", f"{BASE}/x", callback=answer)
    client = build(refreshable())
    together = threading.Barrier(4)

    def call() -> None:
        together.wait(10)
        client.get("/x")

    threads = [threading.Thread(target=call) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum("token" in str(call.request.url) for call in web.calls) == 1


def test_no_token_is_a_matter_of_configuration(build: Build) -> None:
    with pytest.raises(ConfigurationError):
        build(Secrets(access_token="")).get("/x")


@pytest.mark.parametrize(
    "settings",
    [
        {"api_base": "http://api.hubapi.com"},
        {"api_base": "http://api.hubapi.com", "allow_insecure": True},
        {"api_base": "http://127.0.0.1:1"},
        {"api_base": "https://user:secret@api.hubapi.com"},
        {"api_version": "v3"},
        {"portal_id": "1/../2"},
        {"access_token": "sekret"},
        {"property_prefix": "x y"},
    ],
)
def test_a_wrong_setting_is_told_without_its_value(settings: dict[str, Any]) -> None:
    context = ConnectionContext("c", settings, Secrets(), Budget(), lambda: NOW)
    with pytest.raises(ConfigurationError) as caught:
        HubSpotConnectorFactory().create(context)
    assert not any(str(value) in str(caught.value) for value in settings.values() if isinstance(value, str))


def test_loopback_over_http_is_allowed_when_asked_for() -> None:
    assert (
        HubSpotConfig(api_base="http://127.0.0.1:8899/", allow_insecure=True).api_base
        == "http://127.0.0.1:8899"
    )


def test_scopes_have_a_reason_each() -> None:
    assert all(len(reason.split()) > 3 for reason in HubSpotConnectorFactory.scopes.values())

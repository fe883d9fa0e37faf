"""The language model of an installation: built from settings, on a real queue and both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from redis import Redis

from crm_ai_plugin.errors import PermanentError, RateLimitedError, RetryableError
from crm_ai_plugin.ports.language_model import CallOptions, Message
from crm_ai_plugin.runtime.api_limit import api_limit
from crm_ai_plugin.runtime.language_model.building import connection
from crm_ai_plugin.runtime.language_model.limits import call_limits
from crm_ai_plugin.runtime.registry import FEATURES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import AiSettings, Settings
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.runtime_fakes import Coach, Point
from tests.integration.runtime.acts import connected, open_work, refresh, status

MESSAGES = [Message("user", "Ann asks for a price.", untrusted=True)]
OPTIONS = CallOptions(workspace="acme", feature="deal_coach")
PRIMARY, FALLBACK = "gpt-6.1-terra", "gpt-6-luna"
NOWHERE = "unix:///nowhere/redis.sock"


class Words(BaseModel):
    title: str


@pytest.fixture
def server():
    with ModelServer(
        key=PLANTED["model key"], shutdown_dates={PRIMARY: "2026-04-01", FALLBACK: None}
    ) as running:
        yield running


@pytest.fixture
def installed(server, build):
    """Builds services with a key; keyword arguments are settings of the model."""

    def services(database_url: str, *, redis: str | None = None, **ai: Any) -> Services:
        where = {} if redis is None else {"redis": redis}
        made: Services = build(
            database_url,
            openai_api_key=PLANTED["model key"],
            openai_base_url=server.url,
            ai=AiSettings(**ai),
            **where,
        )
        return made

    return services


def test_without_a_key_there_is_no_model(services):
    assert services.language_model is None
    assert connection(services.settings) is None


def test_a_call_is_made_counted_and_seen(installed, database_url, server):
    services = installed(database_url, monthly_budget_usd=5.0)
    completion = services.language_model.complete(MESSAGES, Words, OPTIONS)
    assert (completion.model, completion.via) == (PRIMARY, "primary")
    (call,) = server.calls
    assert call.body["store"] is False
    assert call.body["reasoning"] == {"effort": "low"}
    readings = services.model_readings()
    (row,) = readings.spent
    assert (row.workspace_id, row.feature, row.calls, row.failed) == ("acme", "deal_coach", 1, 0)
    assert row.input_tokens + row.output_tokens == call.tokens
    assert readings.taken == row.cost == round(completion.usage.cost_usd * 1e9)
    assert readings.cap_usd == 5.0
    assert readings.breakers == {PRIMARY: "closed", FALLBACK: "closed"}


def test_the_cap_is_reached_before_anything_is_sent(installed, sqlite_url, server):
    services = installed(sqlite_url, workspace_monthly_budget_usd=0.000001)
    with pytest.raises(PermanentError) as caught:
        services.language_model.complete(MESSAGES, Words, OPTIONS)
    assert caught.value.code == "no_budget"
    assert server.calls == []


def test_an_answer_is_not_lost_over_the_books(installed, sqlite_url, server):
    services = installed(sqlite_url)
    honest = server.answer

    def answer_while_the_database_goes_away(asked):
        services.store.system = away
        return honest(asked)

    def away():
        raise RetryableError("the database is busy", code="database_busy")

    server.answer = answer_while_the_database_goes_away
    assert services.language_model.complete(MESSAGES, Words, OPTIONS).value
    del services.store.system
    readings = services.model_readings()
    assert readings.spent == []
    assert readings.taken > 0, "what was set aside stays taken, so the cap holds"


def test_chat_mode_and_no_fallback(installed, sqlite_url, server):
    services = installed(sqlite_url, api_mode="chat", fallback_model="", model="local-llama")
    services.language_model.complete(MESSAGES, Words, OPTIONS)
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.body["max_tokens"] == 2000
    assert "reasoning_effort" not in call.body
    server.fault("quota")
    with pytest.raises(PermanentError):
        services.language_model.complete(MESSAGES, Words, OPTIONS)
    assert server.models_called() == ["local-llama"] * 2


def test_a_temperature_goes_to_models_that_take_one(installed, sqlite_url, server):
    warm = CallOptions("acme", "deal_coach", temperature=0.7, subject_hash="h4sh", max_output_tokens=9_000)
    installed(sqlite_url).language_model.complete(MESSAGES, Words, warm)
    installed(sqlite_url, model="local-llama").language_model.complete(MESSAGES, Words, warm)
    vendor, local = (call.body for call in server.calls)
    assert ("temperature" in vendor, local["temperature"]) == (False, 0.7)
    assert (vendor["safety_identifier"], "safety_identifier" in local) == ("h4sh", False)
    assert (vendor["max_output_tokens"], local["max_output_tokens"]) == (9_000, 4_096)


def test_a_model_that_is_down_is_left_alone_by_all(installed, sqlite_url, server):
    one, other = installed(sqlite_url), installed(sqlite_url)
    server.fault("server_error", model=PRIMARY)
    while one.model_readings().breakers[PRIMARY] == "closed":
        assert one.language_model.complete(MESSAGES, Words, OPTIONS).via == "fallback"
    server.calls.clear()
    assert other.language_model.complete(MESSAGES, Words, OPTIONS).via == "fallback"
    assert server.models_called() == [FALLBACK], "nobody waited for it"


class _Asking(Coach):
    """A coach whose words come from the model and can wait."""

    def __init__(self) -> None:
        super().__init__()
        self.services: Services | None = None

    def word(self, assessment, writer):
        assert self.services is not None
        assert self.services.language_model is not None
        self.services.language_model.complete(MESSAGES, Words, OPTIONS)
        return super().word(assessment, writer)


def test_rate_limited_work_goes_back_to_the_queue_with_its_time(installed, sqlite_url, server, points, clock):
    asking = _Asking()
    points[FEATURES] = [Point("deal_coach", lambda: asking)]
    asking.services = services = connected(installed(sqlite_url))
    server.fault("rate_limit", retry_after_s=20)
    assert refresh(services) == []
    assert server.models_called() == [PRIMARY, FALLBACK], "asked once each, and nobody waited"
    assert status(services).error_code == "model_rate_limited"
    assert status(services).lease_until is None, "no worker holds it"
    # The test's clock stands still, so the wait is what the provider asked for, and some jitter.
    assert services.store.due_work(clock.now + timedelta(seconds=19), 10) == []
    assert len(services.store.due_work(clock.now + timedelta(seconds=26), 10)) == 1
    server.faults.clear()
    clock.advance(30)
    services.redis.flushall()  # the pause is over
    assert len(services.refreshing.work(("acme", "fake-1", "deal", "1"))) == 1
    assert not open_work(services)


def test_limits_say_what_is_wrong(redis_url):
    with Redis.from_url(redis_url) as redis:
        limits = call_limits(redis, 1, 1000)
        with pytest.raises(PermanentError) as too_large:
            limits.take(1001)
        assert too_large.value.code == "prompt_too_large"
        limits.take(400).cancel()
        granted = limits.take(1000)
        with pytest.raises(RateLimitedError) as used_up:
            limits.take(1)
        assert used_up.value.code == "model_limit_reached"
        assert used_up.value.retry_after is not None
        assert 50 < used_up.value.retry_after <= 61
        granted.settle(10)


def test_without_redis_no_call_is_made(installed, sqlite_url, server):
    services = installed(sqlite_url, redis=NOWHERE)
    with pytest.raises(RetryableError) as caught:
        services.language_model.complete(MESSAGES, Words, OPTIONS)
    assert caught.value.code == "limits_unreachable"
    assert server.calls == []


def test_each_key_of_the_api_has_a_window_and_redis_is_not_told_the_key(redis_url):
    with Redis.from_url(redis_url) as redis:
        limit = api_limit(redis, 2)
        rooms = [limit.take("crm_secret_key") for _ in range(3)]
        assert [(room.taken, room.requests_left) for room in rooms] == [(True, 1), (True, 0), (False, 0)]
        assert 50 < rooms[2].wait_s <= 60
        assert limit.take("another key").taken
        assert b"crm_secret_key" not in b"".join(redis.keys("*"))


def test_without_redis_the_api_answers():
    with Redis.from_url(NOWHERE) as gone:
        assert api_limit(gone, 1).take("key").taken


def test_models_that_go_soon_are_named_from_the_list_and_by_the_provider(installed, sqlite_url, clock):
    services = installed(sqlite_url)
    assert list(services.model_watch.concerns()) == []
    to_provider = connection(services.settings)
    assert to_provider is not None
    assert list(services.model_watch.concerns(to_provider)) == [f"{PRIMARY} is shut down on 2026-04-01"]
    to_provider.close()


def test_a_model_that_is_gone_is_replaced(installed, sqlite_url, server, clock):
    clock.advance(timedelta(days=365).total_seconds())
    services = installed(sqlite_url, model="gpt-4o")
    (concern,) = services.model_watch.concerns()
    assert concern == "gpt-4o is gone since 2027-01-14; gpt-6-luna is called instead"
    services.language_model.complete(MESSAGES, Words, OPTIONS)
    assert server.models_called() == ["gpt-6-luna"]


@pytest.mark.parametrize(
    ("base_url", "env", "proxy"),
    [
        (None, {}, None),
        (None, {"https_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ("https://llm.example/v1", {"https_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ("https://llm.example/v1", {"https_proxy": "http://proxy:3128", "no_proxy": ".example"}, None),
        ("http://127.0.0.1:11434/v1", {"http_proxy": "http://proxy:3128"}, None),
    ],
)
def test_the_environments_proxy_is_used_unless_it_says_no(monkeypatch, tmp_path: Path, base_url, env, proxy):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load(env_file=None, home=tmp_path, openai_base_url=base_url)
    assert settings.model_proxy == proxy
    chosen = settings.model_copy(update={"ai": AiSettings(proxy="http://own:1")})
    assert chosen.model_proxy == "http://own:1"

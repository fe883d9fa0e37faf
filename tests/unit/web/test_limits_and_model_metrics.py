"""Limits of keys with their headers, and what Prometheus is told of the language model."""

from __future__ import annotations

from tests.unit.web.limit_fakes import FakeReadings, FakeUse
from tests.unit.web.web_fakes import AWAY, KEY_B, FakeServices, bearer, client_of

DEAL = "/api/ai/deal-coach/7"


def test_every_answer_to_a_key_says_what_is_left() -> None:
    answer = client_of(FakeServices()).get(DEAL, headers=bearer())
    assert answer.status_code == 200
    assert answer.headers["RateLimit-Policy"] == '"key";q=600;w=60'
    assert answer.headers["RateLimit"] == '"key";r=599;t=13'
    assert answer.headers["RateLimit-Limit"] == "600"
    assert answer.headers["RateLimit-Remaining"] == "599"
    assert answer.headers["RateLimit-Reset"] == "13"


def test_one_too_many_is_a_problem_that_says_when() -> None:
    services = FakeServices()
    services.api_limit.left = 1
    client = client_of(services)
    client.get(DEAL, headers=bearer())
    refused = client.get(DEAL, headers=bearer())
    assert refused.status_code == 429
    assert refused.content_type == "application/problem+json"
    assert refused.get_json()["code"] == "too_many_requests"
    assert refused.headers["Retry-After"] == "13"
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert client.get("/api/ai/deal-coach/8", headers=bearer(KEY_B)).status_code == 200, "other keys go on"


def test_what_needs_no_key_is_not_counted_and_a_wrong_key_takes_nobodys_room() -> None:
    services = FakeServices()
    client = client_of(services)
    for path, headers in (("/healthz", {}), ("/metrics", {}), (DEAL, bearer("wrong")), (DEAL, {})):
        assert "RateLimit" not in client.get(path, headers=headers).headers
    assert services.api_limit.asked == []


def test_metrics_tell_spend_calls_and_breakers_and_no_workspace() -> None:
    services = FakeServices()
    services.readings = FakeReadings(
        spent=[FakeUse(), FakeUse(cost=30_000_000, calls=2, failed=0)],
        taken=200_000_000,
        cap_usd=50.0,
        breakers={"gpt-6-luna": "open"},
    )
    text = client_of(services).get("/metrics").text
    labels = 'feature="deal_coach",model="gpt-6-luna"'
    assert f"crm_ai_model_spend_usd_total{{{labels}}} 0.15" in text
    assert f'crm_ai_model_calls_total{{{labels},result="answered"}} 4.0' in text
    assert f'crm_ai_model_calls_total{{{labels},result="failed"}} 1.0' in text
    assert 'crm_ai_model_tokens_total{feature="deal_coach",kind="input",model="gpt-6-luna"} 1800.0' in text
    assert "crm_ai_model_budget_taken_usd 0.2" in text
    assert "crm_ai_model_budget_usd 50.0" in text
    assert 'crm_ai_model_breaker{model="gpt-6-luna",state="open"} 1.0' in text
    assert 'crm_ai_model_breaker{model="gpt-6-luna",state="closed"} 0.0' in text
    assert "ws_a" not in text


def test_a_database_that_is_away_leaves_the_other_metrics() -> None:
    services = FakeServices()
    services.readings = AWAY
    answer = client_of(services).get("/metrics")
    assert answer.status_code == 200
    assert "crm_ai_http_request_seconds" in answer.text
    assert "crm_ai_model" not in answer.text

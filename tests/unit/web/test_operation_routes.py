"""Health, metrics, headers, problems, and what the log keeps to itself."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.web import WebOptions
from tests.unit.web.web_fakes import AWAY, KEY_A, FakeServices, bearer, client_of


def test_alive_needs_nothing() -> None:
    services = FakeServices()
    services.store.failure = AWAY
    services.redis.failure = RedisConnectionError("away")
    assert client_of(services).get("/healthz").get_json() == {"status": "ok"}


def test_ready_names_what_it_looked_at() -> None:
    answer = client_of(FakeServices()).get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["status"] == "ready"
    assert set(answer.get_json()["checks"]) == {"database", "redis", "migrations"}


@pytest.mark.parametrize(
    ("broken", "missing"),
    [
        ("database", {"database", "migrations"}),
        ("redis", {"redis"}),
        ("old", {"migrations"}),
        ("empty", {"migrations"}),
    ],
)
def test_not_ready_names_what_is_missing(broken: str, missing: set[str]) -> None:
    services = FakeServices()
    services.store.failure = AWAY if broken == "database" else None
    services.redis.failure = (
        RedisConnectionError("Error 111 connecting to 10.0.0.7") if broken == "redis" else None
    )
    services.store.current = {"old": "0000", "empty": None}.get(broken, "0001")
    answer = client_of(services).get("/readyz")
    assert answer.status_code == 503
    assert {name for name, check in answer.get_json()["checks"].items() if not check["ok"]} == missing
    assert "10.0.0.7" not in answer.text


def test_metrics_count_by_route_and_name_nobody() -> None:
    client = client_of(FakeServices())
    client.get("/api/ai/deal-coach/7", headers=bearer())
    client.get("/api/ai/deal-coach/secret-deal", headers=bearer())
    client.get("/nowhere/dana.roth@example.com")
    client.open("/healthz", method="BREW")
    text = client.get("/metrics").text
    assert (
        'crm_ai_http_request_seconds_count{method="GET",route="/api/ai/deal-coach/<deal_id>",status="200"} 1.0'
        in text
    )
    assert 'route="unmatched",status="404"' in text
    for private in ("secret-deal", "dana", "BREW", KEY_A):
        assert private not in text


def test_every_answer_carries_the_headers() -> None:
    client = client_of(FakeServices(), frame_ancestors=("https://app.hubspot.com", "https://*.example"))
    for path in ("/healthz", "/nowhere", "/api/ai/deal-coach/7", "/cards/deal_coach/deal/7"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert (
            "frame-ancestors https://app.hubspot.com https://*.example" in headers["Content-Security-Policy"]
        )
        assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("source", ["", "https://a.example; script-src *", "a b", "a,b", "a\nb"])
def test_a_frame_ancestor_can_not_change_the_policy(source: str) -> None:
    with pytest.raises(ConfigurationError):
        WebOptions(frame_ancestors=(source,))


def test_nobody_may_frame_when_nobody_is_named() -> None:
    policy = client_of(FakeServices(), frame_ancestors=()).get("/healthz").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")


def test_an_unknown_address_is_a_problem_document() -> None:
    answer = client_of(FakeServices()).get("/api/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["type"] == "urn:crm-ai:problem:not_found"


def test_what_went_wrong_inside_stays_inside() -> None:
    services = FakeServices()
    services.coach.failure = RuntimeError("password=hunter2 for dana.roth@example.com")
    with capture_logs() as logs:
        answer = client_of(services).get(
            "/api/ai/deal-coach/7?connection=secret-connection", headers=bearer()
        )
    assert answer.status_code == 500
    problem = answer.get_json()
    assert problem["error_id"].startswith("err_")
    line = next(entry for entry in logs if entry["event"] == "unexpected_error")
    assert line["error_id"] == problem["error_id"]
    assert line["error"] == "RuntimeError"
    assert any("coaching_fakes" in frame for frame in line["frames"])
    for private in ("hunter2", "dana", "secret-connection", KEY_A):
        assert private not in answer.text
        assert private not in str(logs)


def test_the_log_knows_routes_and_not_whom_they_were_about() -> None:
    client = client_of(FakeServices())
    with capture_logs() as logs:
        client.post(
            "/api/ai/deal-coach/secret-deal/actions/x?connection=secret-connection",
            json={"state": "dismissed", "reason": "Dana left"},
            headers=bearer(),
        )
        client.get("/cards/deal_coach/deal/7?t=secret-token")
    assert any(entry.get("route") == "/cards/<kind>/<record_type>/<record_id>" for entry in logs)
    for private in ("secret", "Dana", KEY_A):
        assert private not in str(logs)


def test_a_queue_that_is_away_is_503() -> None:
    services = FakeServices()
    services.coach.failure = RedisConnectionError("Error 111 connecting to 10.0.0.7")
    answer = client_of(services).post("/api/ai/deal-coach/7", headers=bearer())
    assert (answer.status_code, answer.get_json()["code"]) == (503, "queue_unreachable")
    assert "10.0.0.7" not in answer.text

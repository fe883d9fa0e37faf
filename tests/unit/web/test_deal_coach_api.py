"""``/api/ai/deal-coach``."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import ConflictError, RateLimitedError, ReauthoriseError
from tests.unit.web.web_fakes import AWAY, KEY_B, FakeServices, bearer, client_of

URL = "/api/ai/deal-coach/7"


def test_the_latest_version_is_returned() -> None:
    answer = client_of(FakeServices()).get(URL, headers=bearer())
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.get_json()["version"] == 3
    assert answer.get_json()["evidence"][0]["quote"] == "Our CFO has to sign off on anything above 50k"


def test_a_connection_can_be_named() -> None:
    services = FakeServices()
    client_of(services).get(f"{URL}?connection=hubspot-2", headers=bearer())
    assert services.coach.calls[-1][1]["connection"] == "hubspot-2"


def test_recomputing_without_waiting_gives_a_job() -> None:
    client = client_of(FakeServices(public_url="https://ai.example/crm"))
    answer = client.post(URL, headers=bearer())
    assert answer.status_code == 202
    assert answer.headers["Location"] == "/crm/api/jobs/job_1"
    assert answer.get_json() == {
        "id": "job_1",
        "state": "queued",
        "location": "/crm/api/jobs/job_1",
        "error_code": None,
        "step": None,
    }
    assert client.get("/api/jobs/job_1", headers=bearer()).get_json()["state"] == "queued"


def test_a_job_of_another_workspace_is_not_there() -> None:
    client = client_of(FakeServices())
    client.post(URL, headers=bearer())
    assert client.get("/api/jobs/job_1", headers=bearer(KEY_B)).status_code == 404


def test_recomputing_with_waiting_gives_the_new_version() -> None:
    services = FakeServices()
    answer = client_of(services).post(f"{URL}?wait=2.5", headers=bearer())
    assert answer.status_code == 200
    assert answer.get_json()["version"] == 4
    assert services.coach.calls[-1] == ("refresh", {"wait_s": 2.5, "connection": None})


@pytest.mark.parametrize("wait", ["31", "-1", "soon", "nan", "inf"])
def test_a_wait_out_of_bounds_is_refused(wait: str) -> None:
    answer = client_of(FakeServices()).post(f"{URL}?wait={wait}", headers=bearer())
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "request_invalid"
    assert "query.wait" in answer.get_json()["detail"]


@pytest.mark.parametrize("query", ["wait=1&wait=2", "unknown=1"])
def test_a_query_that_is_not_understood_is_refused(query: str) -> None:
    assert client_of(FakeServices()).post(f"{URL}?{query}", headers=bearer()).status_code == 422


def test_history_is_newest_first_and_bounded() -> None:
    client = client_of(FakeServices())
    assert [i["version"] for i in client.get(f"{URL}/history", headers=bearer()).get_json()["items"]] == [
        3,
        2,
    ]
    assert [
        i["version"] for i in client.get(f"{URL}/history?limit=1", headers=bearer()).get_json()["items"]
    ] == [3]
    assert client.get(f"{URL}/history?limit=101", headers=bearer()).status_code == 422


def test_done_is_stored_and_counted() -> None:
    services = FakeServices()
    client = client_of(services)
    answer = client.post(f"{URL}/actions/act_price_answer", json={"state": "done"}, headers=bearer())
    assert answer.status_code == 200
    states = {a["id"]: a["state"]["state"] for a in answer.get_json()["payload"]["actions"]}
    assert states["act_price_answer"] == "done"
    assert services.coach.calls[-1][1]["by"] == "api"
    assert 'crm_ai_action_states_total{state="done"} 1.0' in client.get("/metrics").text


def test_a_dismissal_needs_a_reason() -> None:
    client = client_of(FakeServices())
    refused = client.post(f"{URL}/actions/act_price_answer", json={"state": "dismissed"}, headers=bearer())
    assert (refused.status_code, refused.get_json()["code"]) == (422, "reason_missing")
    kept = client.post(
        f"{URL}/actions/act_price_answer",
        json={"state": "dismissed", "reason": "Wrong for this deal"},
        headers=bearer(),
    )
    assert kept.status_code == 200


def test_a_snooze_takes_a_time() -> None:
    services = FakeServices()
    body = {"state": "snoozed", "until": "2026-11-26T09:00:00+01:00"}
    assert (
        client_of(services).post(f"{URL}/actions/act_price_answer", json=body, headers=bearer()).status_code
        == 200
    )
    assert services.coach.calls[-1][1]["until"].isoformat() == "2026-11-26T08:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "body_malformed"),
        (b"[" * 50_000, "application/json", 400, "body_malformed"),
        (b"\xff\xfe", "application/json", 400, "body_malformed"),
        (b"", "application/json", 400, "body_malformed"),
        (b"{}", "application/json", 422, "request_invalid"),
        (b'{"state":"won"}', "application/json", 422, "request_invalid"),
        (b'{"state":"done","more":1}', "application/json", 422, "request_invalid"),
        (b'{"state":"done"}', "text/plain", 415, "media_type"),
        (b" " * 64_001, "application/json", 413, "request_entity_too_large"),
    ],
)
def test_a_body_that_is_not_understood_is_refused(body: bytes, media: str, status: int, code: str) -> None:
    answer = client_of(FakeServices()).post(
        f"{URL}/actions/act_price_answer", data=body, content_type=media, headers=bearer()
    )
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_what_was_sent_is_not_repeated_in_a_problem() -> None:
    body = {"state": "dana.roth@example.com"}
    answer = client_of(FakeServices()).post(f"{URL}/actions/act_price_answer", json=body, headers=bearer())
    assert "dana" not in answer.text


@pytest.mark.parametrize(
    ("failure", "status", "retry_after"),
    [
        (AWAY, 503, "3"),
        (RateLimitedError("the CRM says: not now"), 429, "5"),
        (ConflictError("two connections share this id"), 409, None),
        (ReauthoriseError("connect the CRM again"), 502, None),
    ],
)
def test_errors_say_what_the_caller_should_do(
    failure: Exception, status: int, retry_after: str | None
) -> None:
    services = FakeServices()
    services.coach.failure = failure
    answer = client_of(services).post(f"{URL}?wait=1", headers=bearer())
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == retry_after
    assert set(answer.get_json()) == {"type", "title", "status", "detail", "code", "hint"}


def test_no_advice_yet_says_how_to_get_it() -> None:
    answer = client_of(FakeServices()).get("/api/ai/deal-coach/99", headers=bearer())
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_insight")
    assert answer.get_json()["hint"]

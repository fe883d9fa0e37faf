"""``/webhooks/salesforce/{token}`` and ``/webhooks/in/{connectionId}``: what is passed on, answered and counted."""

from __future__ import annotations

import pytest
from flask import Response
from structlog.testing import capture_logs

from crm_ai_plugin.errors import ConfigurationError, RateLimitedError, WebhookRejected
from tests.unit.web.receiving_fakes import OTHER_TOKEN, TOKEN
from tests.unit.web.web_fakes import AWAY, FakeServices, app_of, client_of

ROUTES = ["in", "salesforce"]
ADDRESSES = [f"/webhooks/in/{TOKEN}", f"/webhooks/salesforce/{OTHER_TOKEN}"]


@pytest.mark.parametrize("url", ADDRESSES, ids=ROUTES)
def test_a_delivery_is_passed_on_as_it_came_and_answered_in_the_senders_words(url: str) -> None:
    services = FakeServices(public_url="https://ai.example/crm/")
    client = client_of(services)
    answer = client.post(f"{url}?code=%2F", data=b"<x/>\xff", headers={"X-Sig": "1"}, content_type="text/xml")
    assert (answer.status_code, answer.text) == (200, "<Ack>true</Ack>")
    assert answer.content_type == "text/xml; charset=utf-8"
    (taken,) = services.receiving.taken
    assert (taken.method, taken.url, taken.body) == (
        "POST",
        f"https://ai.example/crm{url}?code=%2F",
        b"<x/>\xff",
    )
    assert taken.headers["x-sig"] == "1"
    metrics = client.get("/metrics").text
    assert 'deliveries_total{receiver="postman",result="accepted"} 1.0' in metrics
    assert 'crm_ai_webhook_bytes_total{receiver="postman"} 5.0' in metrics


@pytest.mark.parametrize(
    "url",
    [
        "/webhooks/in/other",
        f"/webhooks/in/{OTHER_TOKEN}",
        f"/webhooks/salesforce/{TOKEN}",
        "/webhooks/in/%00%FF",
    ],
    ids=["unknown", "of another route", "the other way round", "no text"],
)
def test_at_another_address_nobody_is_at_home(url: str) -> None:
    services = FakeServices()
    client = client_of(services)
    answer = client.post(url, data=b"{}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_connection")
    assert services.receiving.taken == []
    assert 'receiver="unknown",result="unknown_connection"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("url", ADDRESSES, ids=ROUTES)
def test_no_address_is_in_a_log_a_metric_or_an_answer(url: str) -> None:
    services = FakeServices()
    client = client_of(services)
    failures = [None, AWAY, RuntimeError(TOKEN), WebhookRejected("no", code="signature_invalid")]
    with capture_logs() as logs:
        answers = []
        for failure in failures:
            services.receiving.failure = failure
            answers.append(client.post(url, data=b"{}").text)
    assert [entry for entry in logs if entry["event"] == "request"]
    seen = repr(logs) + client.get("/metrics").text + "".join(answers) + repr(services.receiving.taken)
    assert TOKEN not in seen
    assert OTHER_TOKEN not in seen


def test_not_even_a_crash_of_the_error_page_tells_the_address(caplog: pytest.LogCaptureFixture) -> None:
    app = app_of(FakeServices())

    @app.after_request
    def crash(response: Response) -> Response:
        raise RuntimeError("made up")

    with capture_logs() as logs:
        answer = app.test_client().post(ADDRESSES[0], data=b"{}")
    assert answer.status_code == 500
    assert {"event": "request_crashed", "route": "/webhooks/in/<connection_id>"}.items() <= logs[0].items()
    assert TOKEN not in repr(logs) + caplog.text + answer.text


def test_too_many_are_told_when_to_come_back_before_their_body_is_read() -> None:
    services = FakeServices()
    client = client_of(services)
    services.receiving.not_now = RateLimitedError("too many", code="too_many_deliveries", retry_after=11.2)
    answer = client.post(ADDRESSES[0], data=b"x" * 10_000)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "12")
    assert 'receiver="unknown",result="too_many_deliveries"} 1.0' in client.get("/metrics").text


def test_a_body_beyond_the_receivers_limit_is_refused() -> None:
    services = FakeServices()
    client = client_of(services)
    assert client.post(ADDRESSES[0], data=b"x" * 2_000).status_code == 200
    assert client.post(ADDRESSES[0], data=b"x" * 2_001).status_code == 413
    assert 'receiver="postman",result="body_too_large"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (WebhookRejected("no", code="signature_invalid"), 401),
        (WebhookRejected("no", code="account_wrong"), 401),
        (WebhookRejected("no", code="body_malformed"), 400),
        (AWAY, 503),
        (ConfigurationError("no secret", code="webhook_secret_missing"), 503),
    ],
)
def test_a_refusal_says_what_the_sender_should_do(failure: Exception, status: int) -> None:
    services = FakeServices()
    services.receiving.failure = failure
    answer = client_of(services).post(ADDRESSES[1], data=b"<x/>")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize("url", ADDRESSES, ids=ROUTES)
def test_only_posts_are_taken(url: str) -> None:
    assert client_of(FakeServices()).get(url).status_code == 405


def test_both_addresses_are_documented() -> None:
    document = client_of(FakeServices()).get("/openapi.json").get_json()
    for path, name in (
        ("/webhooks/salesforce/{token}", "token"),
        ("/webhooks/in/{connectionId}", "connectionId"),
    ):
        described = document["paths"][path]["post"]
        assert [p["name"] for p in described["parameters"]] == [name]
        assert described["security"] == []
        assert "429" in described["responses"]

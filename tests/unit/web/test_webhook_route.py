"""``/webhooks/hubspot``: what is read, what is passed on, what is answered."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from crm_ai_plugin.settings import HubSpotSettings
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import AWAY, FakeServices, app_of, client_of

URL = "/webhooks/hubspot"
SIGNED = {"X-HubSpot-Signature-v3": PLANTED["client secret"]}


class Spring(io.RawIOBase):
    """A body that never ends and counts what was drawn."""

    drawn = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # io's own contract
        view[:] = b"x" * len(view)
        self.drawn += len(view)
        return len(view)


def counter(client: FlaskClient, result: str) -> bool:
    return (
        f'crm_ai_webhook_deliveries_total{{receiver="hubspot",result="{result}"}} 1.0'
        in client.get("/metrics").text
    )


def test_a_signed_delivery_is_passed_on_as_it_came() -> None:
    services = FakeServices(public_url="https://ai.example/crm/")
    client = client_of(services)
    body = b'[{"eventId":1,  "x":"\xc3\xa9"}]'
    answer = client.post(
        f"{URL}?a=1&b=%2F",
        data=body,
        headers=SIGNED | {"Host": "inside:8000"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.data) == (200, b"{}")
    taken = services.intake.taken[0]
    assert taken.body == body
    assert taken.url == "https://ai.example/crm/webhooks/hubspot?a=1&b=%2F"
    assert taken.method == "POST"
    assert taken.headers["x-hubspot-signature-v3"] == PLANTED["client secret"]
    assert counter(client, "accepted")


@pytest.mark.parametrize("headers", [{}, {"X-HubSpot-Signature-v3": "wrong"}])
def test_an_unsigned_delivery_is_refused(headers: dict[str, str]) -> None:
    services = FakeServices()
    client = client_of(services)
    answer = client.post(URL, data=b"[]", headers=headers)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "signature_invalid"
    assert services.intake.taken == []
    assert counter(client, "signature_invalid")


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    services = FakeServices()
    assert client_of(services).post(URL, data=b"x" * 2_000, headers=SIGNED).status_code == 200
    assert len(services.intake.taken[0].body) == 2_000


def test_a_body_announced_too_large_is_not_read() -> None:
    services = FakeServices()
    app, spring = app_of(services), Spring()
    environ = EnvironBuilder(URL, method="POST", headers=Headers(SIGNED)).get_environ()
    environ |= {"wsgi.input": spring, "CONTENT_LENGTH": "2001"}
    _, status, _ = run_wsgi_app(app, environ)
    assert status.startswith("413")
    assert spring.drawn == 0


def test_a_body_without_length_is_read_no_further_than_the_limit() -> None:
    services = FakeServices()
    app, spring = app_of(services), Spring()
    environ = EnvironBuilder(
        URL, method="POST", headers=Headers(SIGNED | {"Transfer-Encoding": "chunked"})
    ).get_environ()
    environ.pop("CONTENT_LENGTH", None)
    environ |= {"wsgi.input": spring, "wsgi.input_terminated": True}
    _, status, headers = run_wsgi_app(app, environ)
    assert status.startswith("413")
    assert headers["Content-Type"] == "application/problem+json"
    assert spring.drawn <= 4_000
    assert services.intake.taken == []
    assert counter(app.test_client(), "body_too_large")


def test_the_admins_limit_holds_when_it_is_lower() -> None:
    services = FakeServices(max_body_bytes=1_000)
    assert client_of(services).post(URL, data=b"x" * 1_001, headers=SIGNED).status_code == 413


def test_a_database_that_is_away_has_the_crm_come_back() -> None:
    services = FakeServices()
    services.intake.failure = AWAY
    client = client_of(services)
    answer = client.post(URL, data=b"[]", headers=SIGNED)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3"
    assert answer.mimetype == "application/problem+json"
    assert counter(client, "not_stored")


def test_a_missing_secret_is_our_fault_not_the_senders() -> None:
    answer = client_of(FakeServices(hubspot=HubSpotSettings())).post(URL, data=b"[]", headers=SIGNED)
    assert answer.status_code == 503
    assert answer.get_json()["code"] == "webhook_secret_missing"
    assert "Retry-After" in answer.headers


def test_an_unexpected_failure_is_not_acknowledged() -> None:
    services = FakeServices()
    services.intake.failure = RuntimeError("boom")
    assert client_of(services).post(URL, data=b"[]", headers=SIGNED).status_code == 500


def test_other_methods_are_refused() -> None:
    answer = client_of(FakeServices()).get(URL)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}

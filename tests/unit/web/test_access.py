"""Who may see what: keys, card links, and the wall between workspaces."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.unit.web.web_fakes import KEY_A, KEY_B, FakeServices, bearer, client_of

A, B = "/api/ai/deal-coach/7", "/api/ai/deal-coach/8"
PAGE = "/cards/deal_coach/deal/7"


def link(client: FlaskClient, **body: Any) -> str:
    """Make a link with A's key and return its token."""
    answer = client.post("/api/cards/deal_coach/deal/7/link", json=body, headers=bearer())
    assert answer.status_code == 201
    return str(urlsplit(answer.get_json()["url"]).query.removeprefix("t="))


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic a2V5LWE=", "{key}", "Bearer nonsense", "Bearer {key} x"]
)
def test_without_a_key_nothing_is_shown(header: str | None) -> None:
    given = {} if header is None else {"Authorization": header.format(key=KEY_A)}
    answer = client_of(FakeServices()).get(A, headers=given)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"


def test_one_workspace_does_not_see_the_other() -> None:
    client = client_of(FakeServices())
    assert client.get(A, headers=bearer(KEY_A)).status_code == 200
    assert client.get(B, headers=bearer(KEY_B)).status_code == 200
    for path in (B, f"{B}/history", "/api/cards/deal_coach/deal/8"):
        answer = client.get(path, headers=bearer(KEY_A))
        assert answer.status_code == 404
        assert "ins_b" not in answer.text
    assert (
        client.post(
            f"{B}/actions/act_price_answer", json={"state": "done"}, headers=bearer(KEY_A)
        ).status_code
        == 404
    )
    assert client.post("/api/cards/deal_coach/deal/8/link", headers=bearer(KEY_A)).status_code == 404


def test_a_key_in_the_address_opens_nothing() -> None:
    client = client_of(FakeServices())
    assert client.get(f"{A}?key={KEY_A}").status_code == 401
    assert client.get(f"{PAGE}?t={KEY_A}").status_code == 401


def test_a_link_opens_its_card_and_the_calls_of_that_card() -> None:
    services = FakeServices()
    client = client_of(services)
    token = link(client, by="owner-5")
    assert client.get(f"{PAGE}?t={token}").status_code == 200
    assert client.get(A, headers=bearer(token)).status_code == 200
    assert client.get("/api/cards/deal_coach/deal/7", headers=bearer(token)).status_code == 200
    done = client.post(f"{A}/actions/act_price_answer", json={"state": "done"}, headers=bearer(token))
    assert done.status_code == 200
    assert services.coach.calls[-1][1]["by"] == "owner-5"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", B),
        ("GET", f"{B}/history"),
        ("GET", "/api/cards/deal_coach/deal/8"),
        ("GET", "/api/cards/persona/contact/7"),
        ("POST", f"{B}/actions/x"),
        ("GET", f"{A}?connection=salesforce-1"),
        ("POST", A),
        ("GET", "/api/jobs/job_1"),
        ("POST", "/api/cards/deal_coach/deal/7/link"),
    ],
)
def test_a_link_opens_nothing_else(method: str, path: str) -> None:
    client = client_of(FakeServices())
    json = {"state": "done"} if "actions" in path else {} if path.endswith("link") else None
    answer = client.open(path, method=method, json=json, headers=bearer(link(client)))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_covered")


def test_a_link_does_not_open_another_page() -> None:
    client = client_of(FakeServices())
    answer = client.get(f"/cards/deal_coach/deal/8?t={link(client)}")
    assert answer.status_code == 403
    assert answer.mimetype == "text/html"


def test_a_link_ends() -> None:
    services = FakeServices()
    client = client_of(services, card_link_ttl_s=600)
    token = link(client)
    services.vault.age_s = 600
    assert client.get(f"{PAGE}?t={token}").status_code == 200
    services.vault.age_s = 601
    page = client.get(f"{PAGE}?t={token}")
    assert page.status_code == 401
    assert "expired" in page.text
    assert client.get(A, headers=bearer(token)).get_json()["code"] == "link_expired"


def test_a_token_signed_for_something_else_opens_nothing() -> None:
    services = FakeServices()
    other = services.vault.sign("install", {"ws": "ws_a", "kind": "deal_coach", "type": "deal", "id": "7"})
    assert client_of(services).get(A, headers=bearer(other)).status_code == 401


@pytest.mark.parametrize("payload", [{}, {"ws": "ws_a"}])
def test_a_token_of_another_shape_opens_nothing(payload: dict[str, str]) -> None:
    services = FakeServices()
    assert client_of(services).get(f"{PAGE}?t={services.vault.sign('card', payload)}").status_code == 401


def test_the_link_says_when_it_ends_and_is_public() -> None:
    client = client_of(FakeServices(public_url="https://ai.example/crm/"), card_link_ttl_s=60)
    made = client.post("/api/cards/deal_coach/deal/7/link", headers=bearer()).get_json()
    assert made["url"].startswith("https://ai.example/crm/cards/deal_coach/deal/7?t=")
    assert made["expires_at"] == "2026-11-23T16:01:00Z"

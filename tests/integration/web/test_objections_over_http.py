"""The objection handler over HTTP, on the real runtime and a database file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import NOW

URL = "/api/ai/objection-handler"


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        database_url=sqlite_url,
        public_url="https://ai.example",
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    made = Services(settings, clock=lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def key(services: Services) -> dict[str, str]:
    with services.store.system() as system:
        system.workspaces.ensure("acme", "acme")
        return {"Authorization": f"Bearer {system.api_keys.create('acme', 'test')}"}


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def ask(client, key, text="Your price is too high.", **more):
    return client.post(URL, json={"text": text, **more}, headers=key)


def test_the_contract(client, key):
    answer = ask(client, key, tones=["consultative"])
    assert answer.status_code == 200
    found = answer.get_json()
    assert (found["kind"], found["subject"]["type"], found["source"]) == ("objection", "objection", "engine")
    payload = found["payload"]
    assert payload["category"]["key"] == "price"
    assert set(payload["category"]["confidence"]) == {"value", "low", "high", "n", "basis"}
    assert payload["language"] == "en"
    assert 2 <= len(payload["responses"]) <= 3
    assert {"id", "tone", "text", "why", "evidence", "claims", "score", "approval"} <= set(
        payload["responses"][0]
    )
    again = client.get(f"{URL}/{found['subject']['id']}", headers=key)
    assert again.get_json() == found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": ""}, 422),
        ({"text": "  "}, 422),
        ({"text": "x" * 9_000}, 422),
        ({"text": "x", "language": "xx"}, 422),
        ({"text": "too expensive", "tones": ["rude"]}, 422),
        ({"text": "x", "tones": ["<b>"]}, 422),
        ({"text": "x", "deal_id": "nope"}, 404),
        ({"text": "x", "conversation": "nope"}, 404),
        ({"text": "x", "made_up": 1}, 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(client, key, body, status):
    answer = client.post(URL, json=body, headers=key)
    assert answer.status_code == status, answer.get_json()
    assert answer.content_type == "application/problem+json"


def test_nobody_without_a_key(client):
    assert client.post(URL, json={"text": "x"}).status_code == 401
    assert client.get(URL).status_code == 401
    assert client.get(f"{URL}/export").status_code == 401


def test_feedback(client, key):
    response = ask(client, key).get_json()["payload"]["responses"][0]["id"]
    stored = client.post(f"{URL}/responses/{response}/feedback", json={"action": "copied"}, headers=key)
    assert stored.status_code == 200
    assert stored.get_json()["action"] == "copied"
    edited = {"action": "edited", "text": "Hello Ann, fewer euros."}
    assert client.post(f"{URL}/responses/{response}/feedback", json=edited, headers=key).status_code == 200
    (item,) = client.get(URL, headers=key).get_json()["items"]
    assert [one["did"] for one in item["responses"] if one["id"] == response] == [["copied", "edited"]]
    assert "Ann" not in client.get(URL, headers=key).get_data(as_text=True)
    missing = client.post(f"{URL}/responses/nope/feedback", json={"action": "copied"}, headers=key)
    assert missing.status_code == 404
    bad = client.post(f"{URL}/responses/{response}/feedback", json={"action": "rated"}, headers=key)
    assert bad.status_code == 422
    variants = client.get(f"{URL}/variants", headers=key).get_json()["items"]
    assert [one["snips"]["n"] for one in variants] == [1]


def test_the_card_page_and_what_its_link_covers(client, key):
    first, second = ask(client, key).get_json(), ask(client, key, "Is it GDPR compliant?").get_json()
    card = f"/api/cards/objection/objection/{first['subject']['id']}"
    assert client.get(card, headers=key).get_json()["kind"] == "objection"
    made = client.post(f"{card}/link", json={"by": "rep-5"}, headers=key).get_json()["url"]
    page = client.get(made.removeprefix("https://ai.example"))
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert f'data-api="{URL}/{first["subject"]["id"]}"' in html
    assert "data-copy" in html
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    link = {"Authorization": f"Bearer {made.split('t=')[1]}"}
    mine, other = (one["payload"]["responses"][0]["id"] for one in (first, second))

    def tell(objection: str, response: str) -> int:
        url = f"{URL}/{objection}/responses/{response}/feedback"
        return int(client.post(url, json={"action": "copied"}, headers=link).status_code)

    assert tell(first["subject"]["id"], mine) == 200
    assert tell(second["subject"]["id"], other) == 403
    assert client.get(f"{URL}/{second['subject']['id']}", headers=link).status_code == 403
    assert ask(client, link).status_code == 403
    assert tell(first["subject"]["id"], other) == 404
    assert (
        client.post(f"{URL}/responses/{mine}/feedback", json={"action": "copied"}, headers=link).status_code
        == 403
    )
    assert client.get(URL, headers=link).status_code == 403


HOSTILE = "=cmd|' /C calc'!A0 your price is too high | <script>alert(1)</script>"


def test_export_is_harmless_in_a_spreadsheet_and_in_markdown(client, key):
    ask(client, key, HOSTILE)
    table = client.get(f"{URL}/export?format=csv", headers=key)
    assert table.content_type.startswith("text/csv")
    assert "attachment" in table.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(table.get_data(as_text=True))))
    assert len(rows) == 3
    assert all(cell[:1] not in ("=", "+", "-", "@") for row in rows for cell in row.values())
    text = client.get(f"{URL}/export?format=md", headers=key).get_data(as_text=True)
    assert "<script>" not in text
    assert all(
        line.replace("\\|", "").count("|") == text.split("\n")[0].count("|") for line in text.splitlines()
    )
    data = client.get(f"{URL}/export?format=json", headers=key)
    assert data.get_json()["items"][0]["text"] == HOSTILE
    assert client.get(f"{URL}/export?format=exe", headers=key).status_code == 422


def test_a_request_that_comes_again_gets_the_same_answer_and_asks_nothing_anew(client, key, services):
    first = ask(client, key, request_id="r-1").get_json()
    assert ask(client, key, text="Something else.", request_id="r-1").get_json() == first
    assert ask(client, key, request_id="r-2").get_json()["subject"]["id"] != first["subject"]["id"]
    assert len(client.get(URL, headers=key).get_json()["items"]) == 2
    _, other = services.api_keys.create("acme", "another program", "test")
    theirs = ask(client, {"Authorization": f"Bearer {other}"}, request_id="r-1").get_json()
    assert theirs["subject"]["id"] != first["subject"]["id"], "another caller's names are its own"


def test_a_page_about_a_record_asks_about_that_record_and_rates_its_own_answers(client, key, services):
    with services.store.workspace("acme") as session:
        session.records.upsert("hubspot-1", [Deal(id="7", name="Acme"), Deal(id="8", name="Other")])
    token = {"kind": "objection", "record_type": "deal", "record_id": "7", "purpose": "record"}
    given = client.post("/api/embed/tokens", json=token, headers=key).get_json()["token"]
    bearer = client.post("/api/embed/sessions", json={"token": given}).get_json()["bearer"]
    page = {"Authorization": f"Bearer {bearer}"}
    assert ask(client, page, deal_id="8").status_code == 403
    mine = ask(client, page).get_json()
    (kept,) = client.get(f"{URL}?deal_id=7", headers=key).get_json()["items"]
    assert kept["id"] == mine["subject"]["id"]
    response = mine["payload"]["responses"][0]["id"]
    path = f"{URL}/{mine['subject']['id']}"
    assert client.get(path, headers=page).status_code == 200
    rated = client.post(
        f"{path}/responses/{response}/feedback", json={"action": "rated", "rating": 5}, headers=page
    )
    assert rated.status_code == 200
    foreign = ask(client, key, deal_id="8").get_json()["subject"]["id"]
    assert client.get(f"{URL}/{foreign}", headers=page).status_code == 403

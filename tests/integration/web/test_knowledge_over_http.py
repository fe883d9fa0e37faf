"""The knowledge base over HTTP, on the real runtime and a database file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import KnowledgeSettings, Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.documents import pdf
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import NOW

URL = "/api/ai/knowledge"
GUIDE = b"# Security guide\n\nCustomer data is encrypted with AES-256.\n"


@pytest.fixture
def services(tmp_path: Path, sqlite_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        database_url=sqlite_url,
        secret_key=SecretStr(PLANTED["secret key"]),
        knowledge=KnowledgeSettings(max_document_bytes=20_000),
    )
    made = Services(settings, clock=lambda: NOW)
    yield made
    made.close()


def key_of(services: Services, workspace: str) -> dict[str, str]:
    with services.store.system() as system:
        system.workspaces.ensure(workspace, workspace)
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


@pytest.fixture
def key(services: Services) -> dict[str, str]:
    return key_of(services, "acme")


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def upload(client, key, name="guide.md", data=GUIDE):
    return client.post(URL, query_string={"name": name}, data=data, headers=key)


def test_a_document_is_added_once_found_and_removed(client, key):
    first = upload(client, key)
    assert (first.status_code, first.get_json()["outcome"]) == (201, "added")
    document = first.get_json()["document"]
    assert (document["title"], document["passages"], document["pages"]) == ("Security guide", 1, None)
    again = upload(client, key)
    assert (again.status_code, again.get_json()["outcome"]) == (200, "unchanged")
    assert client.get(URL, headers=key).get_json()["items"] == [document]
    assert client.get(f"{URL}/{document['id']}", headers=key).get_json() == document
    found = client.post(f"{URL}/search", json={"text": "Is our data encrypted?"}, headers=key).get_json()
    assert found["by"] == {"model": "local-lsa-1", "reason": None}
    assert found["items"][0]["quote"] == "Customer data is encrypted with AES-256."
    assert found["items"][0]["fits"] is True
    assert client.delete(f"{URL}/{document['id']}", headers=key).status_code == 204
    assert client.delete(f"{URL}/{document['id']}", headers=key).status_code == 404
    assert client.get(URL, headers=key).get_json()["items"] == []


def test_a_page_is_cited(client, key):
    upload(client, key, "terms.pdf", pdf(["Cover", "Contracts run for twelve months."]))
    found = client.post(f"{URL}/search", json={"text": "How long is the contract?"}, headers=key).get_json()
    assert found["items"][0]["page"] == 2


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("a.exe", b"x", 422, "document_format"),
        ("a.pdf", b"x", 422, "document_unreadable"),
        ("../a.md", b"x", 422, "document_name"),
        ("a.md", b"x" * 20_001, 413, "request_entity_too_large"),
        ("", b"x", 422, "request_invalid"),
    ],
)
def test_what_cannot_be_taken_is_one_problem(client, key, name, data, status, code):
    answer = upload(client, key, name, data)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert client.get(URL, headers=key).get_json()["items"] == []


def test_a_body_without_a_length_is_not_read_beyond_the_limit(client, key):
    answer = client.post(
        URL,
        query_string={"name": "a.md"},
        input_stream=io.BytesIO(b"x" * 50_000),
        headers=key,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_nobody_without_a_key_and_nobody_of_another_workspace(client, key, services):
    document = upload(client, key).get_json()["document"]
    theirs = key_of(services, "other")
    assert client.get(URL).status_code == 401
    assert upload(client, {}).status_code == 401
    assert client.get(URL, headers=theirs).get_json()["items"] == []
    assert client.get(f"{URL}/{document['id']}", headers=theirs).status_code == 404
    assert client.delete(f"{URL}/{document['id']}", headers=theirs).status_code == 404
    found = client.post(f"{URL}/search", json={"text": "encrypted"}, headers=theirs).get_json()
    assert found["items"] == []
    assert client.get(f"{URL}/{document['id']}", headers=key).status_code == 200


def test_an_answer_to_an_objection_cites_it(client, key):
    upload(client, key)
    answer = client.post(
        "/api/ai/objection-handler",
        json={"text": "We worry whether our data is encrypted at all."},
        headers=key,
    ).get_json()
    [cited] = answer["payload"]["documents"]
    proof = next(one for one in answer["evidence"] if one["id"] == cited["evidence"])
    assert proof["quote"] == "Customer data is encrypted with AES-256."
    assert proof["record"]["type"] == "document"

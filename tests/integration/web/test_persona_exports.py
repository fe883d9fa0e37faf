"""Templates, files and decisions about personas over HTTP, on the real runtime and a database file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow
from crm_ai_plugin.testing.planted.people import NOW, planted_person
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED

ME = "person-11"
OWN = {
    "key": "sales",
    "label": "Our way",
    "sections": [{"title": "First things", "traits": ["reply_latency", "language"]}],
    "parts": ["advice"],
}


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
    with made.store.system() as system:
        system.workspaces.ensure("acme", "acme")
    person = planted_person(11, 120).snapshot
    contact = person.contact.model_copy(update={"first_name": "Ann;\r\nX:1", "title": "=cmd()"})
    with made.store.workspace("acme") as session:
        session.records.upsert("crm", [contact, *person.activities])
    made.personas.get("acme", ME)
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


@pytest.fixture
def headers(services: Services) -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create('acme', 'test')}"}


def report(client: FlaskClient, headers: dict[str, str], **asked: str) -> str:
    answer = client.get("/api/ai/reports/persona", query_string={"contact": ME, **asked}, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.data, errors="replace")


def test_a_template_says_which_traits_stand_where(client, headers) -> None:
    listed = client.get("/api/ai/personas/templates", headers=headers).get_json()["items"]
    assert [one["template"]["key"] for one in listed] == ["customer_success", "executive_brief", "sales"]
    brief = report(client, headers, template="executive_brief", format="md")
    assert "In short" in brief
    assert "How they decide" not in brief
    assert "### Evidence" not in brief
    ours = report(client, headers, template="sales", format="html")
    assert ours.index("How to reach them") < ours.index("What moves them")
    stored = client.put("/api/ai/personas/templates/sales", json=OWN, headers=headers)
    assert (stored.status_code, stored.get_json()["own"]) == (200, True)
    own = report(client, headers, template="sales", format="csv")
    traits = [line.split(",")[1] for line in own.splitlines()[1:] if line.startswith(ME)]
    assert set(traits) <= {"reply_latency", "language"}
    assert (
        len(client.get("/api/ai/personas/templates/sales/versions", headers=headers).get_json()["items"]) == 1
    )
    assert client.delete("/api/ai/personas/templates/sales", headers=headers).status_code == 204
    assert "What moves them" in report(client, headers, template="sales", format="html")
    missing = client.get(
        "/api/ai/reports/persona", query_string={"contact": ME, "template": "none"}, headers=headers
    )
    assert missing.get_json()["code"] == "template_unknown"


def test_a_card_is_arranged_by_a_template_as_the_files_are(client, headers) -> None:
    address = f"/api/cards/persona/contact/{ME}"
    whole = client.get(address, headers=headers).get_json()
    brief = client.get(f"{address}?template=executive_brief", headers=headers)
    titles = [block.get("title") for block in brief.get_json()["blocks"]]
    assert "In short" in titles
    assert "How they decide" not in titles
    assert "In short" not in [block.get("title") for block in whole["blocks"]]
    unknown = client.get(f"{address}?template=none", headers=headers)
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "template_unknown")


def test_a_trait_is_decided_in_a_frame_of_the_crm_and_no_other_persons(client, headers, services) -> None:
    with services.store.system() as system:
        system.connections.add(ConnectionRow("acme", "crm", "hubspot", "4711"))
    asked = {"kind": "persona", "record_type": "contact", "record_id": ME, "connection": "crm"}
    made = client.post("/api/embed/tokens", json=asked | {"crm_user": "rep-7"}, headers=headers).get_json()
    opened = client.post("/api/embed/sessions", json={"token": made["token"]}).get_json()
    bearer = {"Authorization": f"Bearer {opened['bearer']}"}
    lock = {"trait": "channel_preference", "decision": "lock"}
    done = client.patch(f"/api/ai/persona/{ME}", json=lock, headers=bearer)
    assert done.status_code == 200, done.text
    (trait,) = [one for one in done.get_json()["payload"]["traits"] if one["key"] == lock["trait"]]
    assert trait["locked"]
    other = client.patch("/api/ai/persona/person-12", json=lock, headers=bearer)
    assert (other.status_code, other.get_json()["code"]) == (403, "not_covered")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": [{"title": "x", "traits": ["{{7*7}}"]}]},
        {"sections": [{"title": "a\nb", "traits": ["stance"]}]},
        {"sections": []},
        {"code": "import os"},
    ],
)
def test_a_template_holds_nothing_but_known_traits_and_plain_titles(client, headers, wrong) -> None:
    answer = client.put("/api/ai/personas/templates/sales", json=OWN | wrong, headers=headers)
    assert answer.status_code == 422


def test_a_persona_is_a_vcard_without_what_is_hidden(client, headers, services) -> None:
    card = report(client, headers, format="vcf")
    lines = card.split("\r\n")
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:individual"]
    assert not any(line.startswith("X:1") for line in lines)
    assert any("X-CRM-AI-KEY=channel_preference" in line for line in lines)
    services.visibility.set_policy("acme", {"communication": "admins"}, "anna")
    shown = services.reporting.gather("acme", "persona", {"contact": ME})
    assert b"channel_preference" not in services.reporting.file("persona", shown, "vcf").content
    refused = client.get("/api/ai/reports/pipeline?format=vcf", headers=headers)
    assert refused.get_json()["code"] == "format_unknown"


def test_who_sees_what_and_how_it_is_written_is_decided_by_admins(client, headers) -> None:
    for name, document, wrong in (
        ("visibility", {"stance": "owner"}, {"stance": "my friends"}),
        ("write-back", {"approval": "automatic"}, {"approval": "never"}),
    ):
        address = f"/api/ai/personas/{name}"
        assert client.get(address, headers=headers).get_json()["number"] == 0
        assert client.put(address, json=document, headers=headers).get_json()["number"] == 1
        found = client.get(address, headers=headers).get_json()
        assert document.items() <= found["policy"].items()
        assert client.put(address, json=wrong, headers=headers).status_code == 422


def test_an_approval_is_kept_with_who_gave_it(client, headers) -> None:
    address = f"/api/ai/persona/{ME}/approval"
    assert client.get(address, headers=headers).get_json()["state"] == "waiting"
    old = client.post(address, json={"version": 7}, headers=headers)
    assert (old.status_code, old.get_json()["code"]) == (409, "version_old")
    done = client.post(address, json={"version": 1, "note": "looked at it"}, headers=headers).get_json()
    assert (done["state"], done["by"], done["note"]) == ("approved", "api", "looked at it")
    back = client.delete(address, json={"note": "wrong person"}, headers=headers).get_json()
    assert (back["state"], back["approved_version"]) == ("withdrawn", 1)
    again = client.delete(address, json={}, headers=headers)
    assert again.get_json()["code"] == "not_approved"

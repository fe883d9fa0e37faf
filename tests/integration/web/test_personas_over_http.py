"""Personas over HTTP, on the real runtime and a database file."""

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

URL = "/api/ai/persona"
ME, OTHER = "person-11", "person-12"


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
        system.workspaces.ensure("rival", "rival")
    with made.store.workspace("acme") as session:
        for seed in (11, 12):
            person = planted_person(seed, 60).snapshot
            session.records.upsert("crm", [person.contact, *person.activities])
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def key(services: Services, workspace: str = "acme") -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


def test_the_contract(client, services) -> None:
    headers = key(services)
    found = client.get(f"{URL}/{ME}", headers=headers).get_json()
    assert (found["kind"], found["subject"]) == ("persona", {"type": "contact", "id": ME})
    trait = found["payload"]["traits"][0]
    assert {"key", "label", "value", "confidence", "evidence", "expires_at", "locked"} <= set(trait)
    assert 1 <= len(found["payload"]["how_to_work_with"]) <= 5
    ids = {one["id"] for one in found["evidence"]}
    assert all(set(one["evidence"]) <= ids and one["evidence"] for one in found["payload"]["traits"])


def test_a_trait_is_overruled_and_the_versions_tell(client, services) -> None:
    headers = key(services)
    client.get(f"{URL}/{ME}", headers=headers)
    body = {"trait": "stance", "decision": "state", "value": "Decides alone", "reason": "we asked"}
    answer = client.patch(f"{URL}/{ME}", json=body, headers=headers)
    assert answer.status_code == 200
    (stance,) = [t for t in answer.get_json()["payload"]["traits"] if t["key"] == "stance"]
    assert (stance["value"], stance["locked"], stance["by"]) == ("Decides alone", True, "person")
    versions = client.get(f"{URL}/{ME}/versions", headers=headers).get_json()["items"]
    assert [one["version"] for one in versions] == [2, 1]
    diff = client.get(f"{URL}/{ME}/diff?a=1&b=2", headers=headers).get_json()["items"]
    assert {"key": "stance", "label": "Stance", "before": None, "after": "Decides alone"} in diff
    back = client.post(f"{URL}/{ME}/rollback", json={"version": 1}, headers=headers)
    assert back.status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"trait": "nonsense", "decision": "lock"}, "trait_unknown"),
        ({"trait": "stance", "decision": "reject"}, "reason_missing"),
        ({"trait": "stance", "decision": "lock"}, "nothing_to_lock"),
    ],
)
def test_a_wrong_decision_says_what_is_wrong(client, services, body, code) -> None:
    answer = client.patch(f"{URL}/{ME}", json=body, headers=key(services))
    assert answer.status_code == 422
    assert answer.get_json()["code"] == code


def test_people_are_compared_and_the_card_is_there(client, services) -> None:
    headers = key(services)
    both = client.get(f"{URL}/compare?ids={ME},{OTHER}", headers=headers).get_json()["items"]
    assert [one["subject"]["id"] for one in both] == [ME, OTHER]
    card = client.get(f"/api/cards/persona/contact/{ME}?format=html", headers=headers)
    assert card.status_code == 200
    assert b"How to work with them" in card.data


def test_a_persona_is_shared_by_a_link_and_goes_with_the_person(client, services) -> None:
    headers = key(services)
    made = client.post(f"{URL}/{ME}/share", json={"days": 1}, headers=headers)
    assert made.status_code == 201
    address = made.get_json()["url"].removeprefix("https://ai.example")
    page = client.get(address)
    assert page.status_code == 200
    assert b"How to work with them" in page.data
    services.forgetting.forget("acme", ME, "crm")
    assert client.get(address).status_code in (404, 410)


@pytest.mark.parametrize("form", ["csv", "md", "html", "pdf"])
def test_a_persona_is_a_report(client, services, form) -> None:
    headers = key(services)
    client.get(f"{URL}/{ME}", headers=headers)
    file = client.get(f"/api/ai/reports/persona?contact={ME}&format={form}", headers=headers)
    assert file.status_code == 200
    assert file.data.startswith(b"%PDF") if form == "pdf" else b"hannel" in file.data


def test_another_workspace_sees_nobody(client, services) -> None:
    assert client.get(f"{URL}/{ME}", headers=key(services, "rival")).status_code == 404
    assert client.get(f"{URL}/{ME}").status_code == 401


def test_a_comparison_is_one_document_that_is_exported_and_shared(client, services) -> None:
    headers = key(services)
    found = client.get(f"{URL}/comparison?ids={ME},{OTHER}", headers=headers).get_json()
    assert [one["contact"] for one in found["payload"]["people"]] == [ME, OTHER]
    ids = {one["id"] for one in found["evidence"]}
    values = [one for trait in found["payload"]["traits"] for one in trait["values"] if one]
    assert values
    assert all(set(one["evidence"]) <= ids and one["evidence"] for one in values)
    for form in ("html", "md", "pdf", "csv", "json"):
        file = client.get(f"/api/ai/reports/comparison?ids={ME},{OTHER}&format={form}", headers=headers)
        assert file.status_code == 200
        assert form == "pdf" or b"ctive hours" in file.data
    made = client.post(f"{URL}/comparison/share?ids={ME},{OTHER}", json={"days": 1}, headers=headers)
    assert made.status_code == 201
    address = made.get_json()["url"].removeprefix("https://ai.example")
    assert b"On what it rests" in client.get(address).data
    services.forgetting.forget("acme", OTHER, "crm")
    assert client.get(address).status_code in (404, 410)


@pytest.mark.parametrize("ids", [ME, f"{ME},{ME}", "a,b,c,d,e"])
def test_two_to_four_different_people_are_compared(client, services, ids) -> None:
    answer = client.get(f"{URL}/comparison?ids={ids}", headers=key(services))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "compare_count")


def test_somebody_is_left_alone_and_no_longer(client, services) -> None:
    headers = key(services)
    client.get(f"{URL}/{ME}", headers=headers)
    address = f"{URL}/{ME}/do-not-profile"
    assert client.get(address, headers=headers).get_json()["do_not_profile"] is False
    noted = client.put(address, headers=headers).get_json()
    assert (noted["do_not_profile"], noted["crm_since"], noted["connection"]) == (True, None, "crm")
    assert noted["erased_at"] is not None
    assert client.get(f"{URL}/{ME}/versions", headers=headers).get_json()["items"] == []
    assert client.get(f"{URL}/{ME}", headers=headers).get_json()["payload"]["traits"] == []
    assert client.delete(address, headers=headers).get_json()["do_not_profile"] is False
    assert client.put(f"{URL}/nobody/do-not-profile", headers=headers).status_code == 404
    with services.store.system() as system:
        system.connections.add(ConnectionRow("acme", "later", "hubspot", "1"))
        system.connections.add(ConnectionRow("rival", "theirs", "hubspot", "2"))
    early = client.put(f"{URL}/nobody/do-not-profile?connection=later", headers=headers)
    assert early.get_json()["do_not_profile"] is True
    for unknown in ("nonsense", "theirs"):
        for method in ("GET", "PUT", "DELETE"):
            path = f"{URL}/nobody/do-not-profile?connection={unknown}"
            answer = client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.get_json()["code"]) == (404, "connection_unknown")
    assert client.put(address, headers=key(services, "rival")).status_code == 404
    assert client.put(address).status_code == 401


def test_what_is_held_is_handed_out(client, services) -> None:
    headers = key(services)
    address = f"{URL}/{ME}/access"
    report = client.get(address, headers=headers).get_json()
    assert report["format"] == "crm-ai/access/1"
    assert [one["key"] for one in report["sections"] if one["entries"]][:2] == ["activities", "contacts"]
    page = client.get(f"{address}?format=html", headers=headers)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    packed = client.get(f"{address}?format=zip", headers=headers)
    assert packed.data[:2] == b"PK"
    assert packed.headers["Content-Disposition"].startswith('attachment; filename="acc_')
    assert client.get(f"{address}?format=csv", headers=headers).status_code == 422
    assert client.get(address, headers=key(services, "rival")).status_code == 404
    assert client.get(address).status_code == 401


def test_what_is_held_is_for_admins_and_the_wish_for_managers(client, services) -> None:
    with services.store.system() as system:
        rep = {"Authorization": f"Bearer {system.api_keys.create('acme', 'rep', role='rep')}"}
    assert client.get(f"{URL}/{ME}/access", headers=rep).status_code == 403
    assert client.put(f"{URL}/{ME}/do-not-profile", headers=rep).status_code == 403
    assert client.delete(f"{URL}/{ME}/do-not-profile", headers=rep).status_code == 403
    assert client.get(f"{URL}/{ME}/do-not-profile", headers=rep).status_code == 200


def test_a_manager_lets_a_persona_into_the_crm_and_takes_that_back(client, services) -> None:
    with services.store.system() as system:
        rep, manager = (
            {"Authorization": f"Bearer {system.api_keys.create('acme', role, role=role)}"}
            for role in ("rep", "manager")
        )
    version = client.get(f"{URL}/{ME}", headers=rep).get_json()["version"]
    address, asked = f"{URL}/{ME}/approval", {"version": version}
    for refused in (
        client.post(address, json=asked, headers=rep),
        client.delete(address, json={}, headers=rep),
    ):
        assert (refused.status_code, refused.get_json()["code"]) == (403, "not_allowed")
    assert client.get(address, headers=rep).get_json()["state"] == "waiting"
    assert client.post(address, json=asked, headers=manager).get_json()["state"] == "approved"
    assert client.delete(address, json={}, headers=manager).get_json()["state"] == "withdrawn"

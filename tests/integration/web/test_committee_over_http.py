"""Committees and charts over HTTP, on the real runtime and a database file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.records import Owner, Record
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.features.builders import NOW, deal

URL = "/api/ai/deals/d1/committee"
HOSTILE = '=HYPERLINK("https://evil.example")<script>alert(1)</script>'


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
    build = deal().person("dana", "champion", title="Head of IT").person("emil", first_name=HOSTILE)
    build.person("fred", "blocker", do_not_profile=True)
    for day in range(2, 14, 2):
        build.mail_out(day + 0.3, "Here is the plan.", thread_id=f"t{day}")
        build.mail_in(day, "We want to buy it; everybody here loves it.", owner_id="o1", thread_id=f"t{day}")
    build.meeting(1, "dana", "emil", "fred", owner_id="o1", duration_s=900)
    snapshot = build.build()
    records: list[Record] = [snapshot.deal, *snapshot.contacts, *snapshot.deal_contacts, *snapshot.activities]
    with made.store.workspace("acme") as session:
        session.records.upsert("crm", [*records, Owner(id="o1", name="Ann Seller")])
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def key(services: Services, workspace: str = "acme") -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


def test_the_committee_of_a_deal(client, services) -> None:
    found = client.get(URL, headers=key(services)).get_json()
    assert (found["kind"], found["subject"]) == ("committee", {"type": "deal", "id": "d1"})
    members = {one["contact"]: one for one in found["payload"]["members"]}
    assert members["dana"]["stance"]["side"] == "champion"
    assert members["dana"]["reach"]["ours"][0]["name"] == "Ann Seller"
    assert (members["fred"]["profiled"], members["fred"]["reach"]) == (False, None)
    ids = {one["id"] for one in found["evidence"]}
    assert {id_ for one in found["payload"]["gaps"] for id_ in one["evidence"]} <= ids
    with services.store.workspace("acme") as session:
        assert session.insights.latest("persona", "contact", "dana", "crm") is None
    assert client.get(URL, headers=key(services, "rival")).status_code == 404
    assert client.get(URL).status_code == 401


@pytest.mark.parametrize("form", ["csv", "md", "html", "pdf", "json"])
def test_a_committee_is_a_report_in_which_names_stay_names(client, services, form) -> None:
    file = client.get(f"/api/ai/reports/committee?deal=d1&format={form}", headers=key(services))
    assert file.status_code == 200
    text = file.data.decode(errors="replace")
    assert "<script>" not in text or form in ("json", "csv")
    assert ",=HYPERLINK" not in text
    assert form == "pdf" or "Ann Seller" in text


def test_a_committee_is_shared_and_the_link_goes_with_any_of_its_people(client, services) -> None:
    made = client.post(f"{URL}/share", json={"days": 1}, headers=key(services))
    assert made.status_code == 201
    address = made.get_json()["url"].removeprefix("https://ai.example")
    assert b"What is missing" in client.get(address).data
    services.forgetting.forget("acme", "emil", "crm")
    assert client.get(address).status_code in (404, 410)


def test_charts_are_figures_and_of_who_is_barred_there_are_none(client, services) -> None:
    headers = key(services)
    charts = client.get("/api/ai/persona/dana/charts", headers=headers).get_json()["charts"]
    assert [len(row) for row in charts["hours"]["counts"]] == [24] * 7
    assert charts["hours"]["n"] == sum(map(sum, charts["hours"]["counts"])) == 6
    assert {one["channel"] for one in charts["channels"]} == {"email", "call", "meeting"}
    assert client.get("/api/ai/persona/fred/charts", headers=headers).get_json() == {"charts": None}
    assert client.get("/api/ai/persona/nobody/charts", headers=headers).status_code == 404

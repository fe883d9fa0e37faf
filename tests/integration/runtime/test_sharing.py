"""Links to what cards show: frozen, expiring, revocable, apart from everything else; forgetting people reaches them."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.records import Activity, ActivityType, Contact, Deal, DealContact
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.web import create_app
from tests.fixtures.runtime_fakes import NOON, Clock, Crm
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, refresh

DAY = 86_400
SHARE = "/api/cards/deal_coach/deal/1/share"


@pytest.fixture
def client(both: Services) -> FlaskClient:
    refresh(both)
    return create_app(both).test_client()


@pytest.fixture
def key(both: Services) -> dict[str, str]:
    return keyed(both, WORKSPACE)


def keyed(services: Services, workspace: str) -> dict[str, str]:
    with services.store.system() as system:
        system.workspaces.ensure(workspace, workspace)
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


def shared(client: FlaskClient, key: dict[str, str], **asked: Any) -> tuple[str, str]:
    """(id, path) of a new link."""
    answer = client.post(SHARE, json=asked, headers=key)
    assert answer.status_code == 201, answer.get_json()
    made = answer.get_json()
    return made["id"], urlsplit(made["url"]).path


def test_a_link_shows_the_card_and_hides_itself(client: FlaskClient, key: dict[str, str]) -> None:
    _, path = shared(client, key)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Call the buyer" in answer.text
    assert "<script" not in answer.text
    assert "data-action" not in answer.text
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    pdf = client.get(f"{path}?format=pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="shared.pdf"'
    assert PdfReader(io.BytesIO(pdf.data)).pages


def test_only_the_hash_of_a_link_is_stored(client: FlaskClient, key: dict[str, str], both: Services) -> None:
    _, path = shared(client, key, passcode="open sesame")
    token = path.rsplit("/", 1)[1]
    assert len(token) >= 43
    with both.store.engine.connect() as connection:
        for table in ("share_links", "shares", "audit"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                assert token not in str(row)
                assert "open sesame" not in str(row)


def test_it_is_a_snapshot(client: FlaskClient, key: dict[str, str], both: Services, crm: Crm) -> None:
    _, path = shared(client, key)
    crm.deal("1", stage="negotiation")
    refresh(both)
    text = client.get(path).text
    assert "Call the buyer (new)" in text
    assert "negotiation" not in text


def test_views_are_counted(client: FlaskClient, key: dict[str, str]) -> None:
    id_, path = shared(client, key)
    client.get(path)
    client.get(path)
    client.head(path)
    (one,) = client.get("/api/shares", headers=key).get_json()["items"]
    assert (one["id"], one["views"], one["open"], one["has_passcode"]) == (id_, 2, True, False)


def test_it_ends(client: FlaskClient, key: dict[str, str], clock: Clock) -> None:
    _, path = shared(client, key, days=2)
    clock.advance(2 * DAY - 1)
    assert client.get(path).status_code == 200
    clock.advance(1)
    over = client.get(path)
    assert over.status_code == 404
    assert "Call the buyer" not in over.text


def test_it_is_taken_back(client: FlaskClient, key: dict[str, str], both: Services) -> None:
    id_, path = shared(client, key)
    assert client.delete(f"/api/shares/{id_}", headers=key).status_code == 204
    assert client.delete(f"/api/shares/{id_}", headers=key).status_code == 204
    assert client.get(path).status_code == 404
    with both.store.workspace(WORKSPACE) as session:
        assert session.shares.get(id_).document == {}


def test_dead_links_look_alike(client: FlaskClient, key: dict[str, str]) -> None:
    id_, path = shared(client, key)
    client.delete(f"/api/shares/{id_}", headers=key)
    never = client.get("/shared/" + "A" * 43)
    gone = client.get(path)
    assert (never.status_code, never.data) == (gone.status_code, gone.data)
    for odd in ("x", "%00", "%F0%9F%98%80", "a" * 5000):
        assert client.get(f"/shared/{odd}").status_code == 404


def test_a_passcode_is_asked_for(client: FlaskClient, key: dict[str, str]) -> None:
    id_, path = shared(client, key, passcode="open sesame")
    asked = client.get(path)
    assert (asked.status_code, "Call the buyer" in asked.text) == (401, False)
    assert 'type="password"' in asked.text
    assert client.get(f"{path}?format=pdf").status_code == 401
    assert client.post(path, data={"passcode": "open says me"}).status_code == 401
    assert client.post(path, data={}).status_code == 401
    right = client.post(path, data={"passcode": "open sesame"})
    assert (right.status_code, "Call the buyer" in right.text) == (200, True)
    pdf = client.post(path, data={"passcode": "open sesame", "format": "pdf"})
    assert pdf.data.startswith(b"%PDF")
    (one,) = client.get("/api/shares", headers=key).get_json()["items"]
    assert (one["id"], one["views"]) == (id_, 2)


def test_guessing_ends_a_link(client: FlaskClient, key: dict[str, str]) -> None:
    _, path = shared(client, key, passcode="open sesame")
    codes = [client.post(path, data={"passcode": f"guess {n}"}).status_code for n in range(12)]
    assert codes == [401] * 10 + [404] * 2
    assert client.post(path, data={"passcode": "open sesame"}).status_code == 404


def test_a_report_is_shared(client: FlaskClient, key: dict[str, str]) -> None:
    answer = client.post("/api/shares", json={"report": "pipeline", "days": 1}, headers=key)
    assert answer.status_code == 201
    page = client.get(urlsplit(answer.get_json()["url"]).path)
    assert "Of 1 open deals" in page.text


def test_a_link_opens_nothing_else(client: FlaskClient, key: dict[str, str]) -> None:
    id_, path = shared(client, key)
    token = path.rsplit("/", 1)[1]
    bearer = {"Authorization": f"Bearer {token}"}
    for other in ("/api/ai/deal-coach/1", "/api/shares", "/api/ai/reports/pipeline"):
        assert client.get(other, headers=bearer).status_code == 401
    # The page itself leads nowhere but into the CRM and to its own style.
    hrefs = re.findall(r'(?:href|src|action)="([^"]*)"', client.get(path).text)
    assert all(one.startswith(("/assets/", "https://crm.example/")) or "/card." in one for one in hrefs)
    other_key = keyed_in(client, "other")
    assert client.delete(f"/api/shares/{id_}", headers=other_key).status_code == 404
    assert client.get("/api/shares", headers=other_key).get_json()["items"] == []
    assert client.get(path).status_code == 200


def keyed_in(client: FlaskClient, workspace: str) -> dict[str, str]:
    return keyed(client.application.extensions["crm_ai"].services, workspace)


@pytest.mark.parametrize("asked", [{"days": 0}, {"days": 91}, {"passcode": "short"}, {"days": 1e-9}])
def test_what_cannot_be_shared(client: FlaskClient, key: dict[str, str], asked: dict[str, Any]) -> None:
    assert client.post(SHARE, json=asked, headers=key).status_code == 422


def test_forgetting_a_person_takes_back_what_speaks_of_them(
    client: FlaskClient, key: dict[str, str], both: Services
) -> None:
    with both.store.workspace(WORKSPACE) as session:
        touch = Activity(
            id="a", type=ActivityType.EMAIL, at=NOON, deal_id="1", contact_ids=("wrote",), subject="x"
        )
        session.records.upsert(
            CONNECTION,
            [
                *(Contact(id=id_, first_name=id_) for id_ in ("listed", "wrote", "else")),
                DealContact(deal_id="1", contact_id="listed"),
                touch,
                Deal(id="2", name="Other"),
                DealContact(deal_id="2", contact_id="else"),
            ],
        )
    paths = {name: shared(client, key)[1] for name in ("one", "two")}
    report = client.post("/api/shares", json={"report": "pipeline"}, headers=key).get_json()["url"]
    paths["all"] = urlsplit(report).path

    def alive() -> set[str]:
        return {name for name, path in paths.items() if client.get(path).status_code == 200}

    assert alive() == {"one", "two", "all"}
    both.forgetting.forget(WORKSPACE, "else", CONNECTION)
    # The deal's own documents do not speak of somebody on another deal; the overview may.
    assert alive() == {"one", "two"}
    both.forgetting.forget(WORKSPACE, "wrote", CONNECTION)
    assert alive() == set()


def test_a_row_nobody_may_see_says_so(both: Services) -> None:
    with both.store.workspace(WORKSPACE) as session, pytest.raises(NotFoundError):
        session.shares.get("shr_none")
    assert both.sharing.list(WORKSPACE) == []

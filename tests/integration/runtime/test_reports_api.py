"""Reports over HTTP: safe names, downloads, own workspace only."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.web import create_app
from tests.integration.runtime.acts import CONNECTION, WORKSPACE, refresh

EVIL = 'a"; filename="x.exe\r\nSet-Cookie: a=b'


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


@pytest.fixture
def key(services: Services) -> dict[str, str]:
    return keyed(services, WORKSPACE)


def keyed(services: Services, workspace: str) -> dict[str, str]:
    with services.store.system() as system:
        system.workspaces.ensure(workspace, workspace)
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


def test_kinds_say_what_may_be_asked(client: FlaskClient, key: dict[str, str]) -> None:
    found = client.get("/api/ai/reports", headers=key).get_json()
    assert {"md", "csv", "html", "pdf", "json"} == set(found["formats"])
    options = {one["key"]: one["options"]["properties"] for one in found["items"]}
    assert set(options["coach"]) == {"deal", "connection"}


@pytest.mark.parametrize("form", ["md", "csv", "html", "pdf", "json"])
def test_a_report_is_a_download(
    client: FlaskClient, key: dict[str, str], services: Services, form: str
) -> None:
    refresh(services)
    answer = client.get(f"/api/ai/reports/coach?deal=1&format={form}", headers=key)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="coach-1-2026-03-02.{form}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    if form == "pdf":
        assert PdfReader(io.BytesIO(answer.data)).pages


def test_a_name_from_the_crm_is_made_safe(
    client: FlaskClient, key: dict[str, str], services: Services
) -> None:
    from crm_ai_plugin.insights import Subject

    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [Deal(id=EVIL, name="x")])
    refresh(services)
    with services.store.workspace(WORKSPACE) as session:
        one = session.insights.latest("deal_coach", "deal", "1", CONNECTION)
        assert one is not None
        session.insights.add(
            one.model_copy(update={"id": "ins_evil", "subject": Subject(type="deal", id=EVIL)})
        )
    answer = client.get("/api/ai/reports/coach", query_string={"deal": EVIL, "format": "pdf"}, headers=key)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="coach-a-filename-x.exe-Set-Cookie-a-b-2026-03-02.pdf"'
    )
    assert "Set-Cookie" not in answer.headers


def test_another_workspace_sees_nothing_of_it(
    client: FlaskClient, key: dict[str, str], services: Services
) -> None:
    refresh(services)
    other = keyed(services, "other")
    assert client.get("/api/ai/reports/coach?deal=1", headers=other).status_code == 404
    pipeline = client.get("/api/ai/reports/pipeline", headers=other).get_json()
    assert pipeline["payload"]["deals"] == []
    assert client.get("/api/ai/reports/pipeline", headers=key).get_json()["payload"]["n_open"] == 1


def test_what_is_wrong_is_named(client: FlaskClient, key: dict[str, str]) -> None:
    assert client.get("/api/ai/reports/x", headers=key).get_json()["code"] == "report_unknown"
    refused = client.get("/api/ai/reports/pipeline?most=0", headers=key)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "request_invalid")
    assert client.get("/api/ai/reports/pipeline?format=docx", headers=key).status_code == 422
    assert client.get("/api/ai/reports/pipeline").status_code == 401

"""``/api/deliveries`` on the real store."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from crm_ai_plugin.errors import PermanentError
from crm_ai_plugin.web import create_app
from tests.integration.runtime.acts import WORKSPACE, deliveries, refresh
from tests.unit.web.web_fakes import bearer


@pytest.fixture
def key(services: Any) -> dict[str, str]:
    with services.store.system() as system:
        return bearer(system.api_keys.create(WORKSPACE, "test"))


@pytest.fixture
def client(services: Any) -> FlaskClient:
    return create_app(services).test_client()


def test_deliveries_are_listed_with_state_and_reason(
    client: FlaskClient,
    key: dict[str, str],
    services: Any,
    crm: Any,
) -> None:
    refresh(services)
    crm.fields["1"]["p_win"] = 0.9
    crm.deal("1", stage="offer", amount=500.0)
    refresh(services)
    found = client.get("/api/deliveries?conflicts=true", headers=key).get_json()["items"]
    assert [(one["action"], one["conflicts"], one["reason"]) for one in found] == [
        ("fields", {"p_win": "0.9"}, "left as a person has it: p_win")
    ]
    assert len(client.get("/api/deliveries?limit=2", headers=key).get_json()["items"]) == 2
    assert client.get("/api/deliveries?state=failed", headers=key).get_json() == {"items": []}
    (one,) = found
    assert client.get(f"/api/deliveries/{one['id']}", headers=key).get_json() == one
    text = client.get("/api/cards/deal_coach/deal/1?format=text", headers=key).text
    assert "p win: 0.9 stays, as a person set it." in text


def test_a_failed_one_is_tried_again_and_taken_back(
    client: FlaskClient,
    key: dict[str, str],
    services: Any,
    crm: Any,
) -> None:
    def refuse(_: Any) -> None:
        raise PermanentError("a rule of this account forbids it", code="validation")

    crm.before_write = refuse
    refresh(services)
    note = deliveries(services, action="note")[0].id
    assert (
        "The note was not written: a rule"
        in client.get("/api/cards/deal_coach/deal/1?format=text", headers=key).text
    )
    crm.before_write = lambda _: None
    assert client.post(f"/api/deliveries/{note}/replay", headers=key).get_json()["state"] == "pending"
    again = client.post(f"/api/deliveries/{note}/replay", headers=key)
    assert (again.status_code, again.get_json()["code"]) == (409, "not_failed")
    services.delivering.deliver(WORKSPACE, note)
    assert len(crm.notes) == 1
    for _ in range(2):
        assert client.post(f"/api/deliveries/{note}/undo", headers=key).get_json()["state"] == "undone"
    assert crm.notes == {}


def test_a_dry_run_writes_nothing(
    client: FlaskClient,
    key: dict[str, str],
    services: Any,
    crm: Any,
) -> None:
    body = {"deal_id": "1", "connection": "fake-1"}
    found = client.post("/api/deliveries/dry-run", json=body, headers=key).get_json()["writes"]
    assert [one["action"] for one in found] == ["note", "fields", "task"]
    assert (crm.notes, crm.tasks, crm.fields) == ({}, {}, {})
    assert client.get("/api/deliveries", headers=key).get_json() == {"items": []}


def test_another_workspace_sees_none_of_it(client: FlaskClient, services: Any) -> None:
    refresh(services)
    id_ = deliveries(services)[0].id
    with services.store.system() as system:
        system.workspaces.ensure("globex", "globex")
        other = bearer(system.api_keys.create("globex", "test"))
    assert client.get("/api/deliveries", headers=other).get_json() == {"items": []}
    for method, path in (("get", ""), ("post", "/replay"), ("post", "/undo")):
        assert getattr(client, method)(f"/api/deliveries/{id_}{path}", headers=other).status_code == 404
    assert client.get("/api/deliveries").status_code == 401

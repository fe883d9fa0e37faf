"""Models over HTTP, on the real runtime: seen, switched, and apart between workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from crm_ai_plugin.web.views.models import ModelDetailsOut, ModelsOut
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.limit_fakes import FakeLimit
from tests.unit.web.web_fakes import NOW, bearer


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings.load(env_file=None, home=tmp_path, secret_key=SecretStr(PLANTED["secret key"]))
    services = Services(settings, clock=lambda: NOW)
    services.api_limit = cast(Any, FakeLimit())
    services.store.upgrade()
    yield services
    services.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


@pytest.fixture
def keys(services: Services) -> dict[str, dict[str, str]]:
    with services.store.system() as system:
        for name in ("ws_a", "ws_b"):
            system.workspaces.ensure(name, name)
        return {name: bearer(system.api_keys.create(name, "test")) for name in ("ws_a", "ws_b")}


def answer(response: Any) -> Any:
    return response.json


def test_models_are_seen_switched_and_apart(services: Services, client: FlaskClient, keys: Any) -> None:
    mine, other = keys["ws_a"], keys["ws_b"]
    assert client.get("/api/ai/models/serving", headers=mine).status_code == 404
    for _ in range(2):
        services.learning.run("ws_a", "deal_coach", thorough=False)
    found = ModelsOut.model_validate(client.get("/api/ai/models", headers=mine).json)
    assert [one.state for one in found.items] == ["serving", "replaced"]
    shown = answer(client.get("/api/ai/models/serving", headers=mine))
    assert ModelDetailsOut.model_validate(shown).id == found.items[0].id
    assert (shown["kind"], shown["deals"]) == ("facts", 0)
    older = found.items[1].id
    pinned = answer(client.post("/api/ai/models/use", json={"id": older, "pin": True}, headers=mine))
    assert (pinned["id"], pinned["state"]) == (older, "pinned")
    assert services.learning.run("ws_a", "deal_coach", thorough=False) == "waiting"
    assert client.get("/api/ai/models", headers=other).json == {"items": []}
    assert client.get(f"/api/ai/models/{older}", headers=other).status_code == 404
    assert client.post("/api/ai/models/use", json={"id": older}, headers=other).status_code == 404
    assert client.get("/api/ai/models").status_code == 401


def test_a_column_is_allowed_and_refused(client: FlaskClient, keys: Any) -> None:
    path, mine = "/api/ai/models/columns/custom.signed", keys["ws_a"]
    assert client.put(path, headers=mine).json == {
        "column": "custom.signed",
        "allowed": True,
        "changed": True,
    }
    assert answer(client.put(path, headers=mine))["changed"] is False
    assert answer(client.delete(path, headers=keys["ws_b"]))["changed"] is False
    assert client.delete(path, headers=mine).json == {
        "column": "custom.signed",
        "allowed": False,
        "changed": True,
    }

"""Finding deals and contacts over HTTP, on the real runtime and a database file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.records import Company, Deal
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.cards.card_examples import insight
from tests.unit.features.builders import NOW


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
        for name in ("acme", "rival"):
            system.workspaces.ensure(name, name)
    with made.store.workspace("acme") as session:
        session.records.upsert(
            "hubspot-1",
            [Company(id="k", name="Harborline"), Deal(id="7", name="Rollout", company_id="k"), Deal(id="8")],
        )
        session.insights.add(insight(id="ins_0", version=2))
        session.insights.add(insight())
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def key(services: Services, workspace: str = "acme") -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create(workspace, 'test')}"}


def test_a_deal_comes_with_what_its_newest_advice_says(client: FlaskClient, services: Services) -> None:
    found = client.get("/api/ai/deals?search=harbor&outcome=open", headers=key(services)).get_json()
    (deal,) = found["items"]
    assert (deal["id"], deal["company"], deal["connection"]) == ("7", "Harborline", "hubspot-1")
    assert deal["p_win"]["value"] == 0.62
    assert deal["headline"].startswith("Price is open")


def test_a_deal_without_advice_comes_with_nothing_made_up(client: FlaskClient, services: Services) -> None:
    found = client.get("/api/ai/deals?search=8", headers=key(services)).get_json()
    assert [(one["p_win"], one["headline"]) for one in found["items"]] == [(None, None)]


@pytest.mark.parametrize(
    ("ids", "status", "found"),
    [
        ("7", 200, ["7"]),
        ("8, 7,none", 200, ["7", "8"]),
        (",".join(map(str, range(101))), 422, []),
        ("", 422, []),
    ],
)
def test_deals_are_found_by_their_ids(
    client: FlaskClient, services: Services, ids: str, status: int, found: list[str]
) -> None:
    answer = client.get("/api/ai/deals", query_string={"ids": ids}, headers=key(services))
    assert answer.status_code == status
    assert sorted(one["id"] for one in answer.get_json().get("items", [])) == found


@pytest.mark.parametrize("path", ["/api/ai/deals", "/api/ai/contacts"])
def test_another_workspace_sees_nothing_and_nobody_without_a_key(
    client: FlaskClient, services: Services, path: str
) -> None:
    assert client.get(path, headers=key(services, "rival")).get_json() == {"items": []}
    assert client.get(path).status_code == 401


def test_a_page_too_large_is_said_to_be(client: FlaskClient, services: Services) -> None:
    refused = client.get("/api/ai/deals?limit=1000", headers=key(services))
    assert refused.status_code == 422
    assert "limit" in refused.get_json()["detail"]

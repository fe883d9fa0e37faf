"""Strategy, methodology and results over HTTP, on the real runtime and both databases' cheapest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel, SecretStr

from crm_ai_plugin.insights import Subject
from crm_ai_plugin.ports.feature import Recommendation
from crm_ai_plugin.records import Deal, Outcome
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from crm_ai_plugin.web.results_models import CalibrationOut, EffectivenessOut, MethodologiesOut, StrategyOut
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.cards.card_examples import insight
from tests.unit.web.limit_fakes import FakeLimit
from tests.unit.web.web_fakes import NOW, bearer

SPELLED = "=SUM(A1)"
"""A stage somebody named to be run by a spreadsheet."""


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


@pytest.fixture
def ended(services: Services) -> None:
    """A deal of the first workspace that was advised on and won."""
    made = insight(version=1, id="ins_1")
    facts = {**made.payload.get("facts", {}), "stage": SPELLED}
    made = made.model_copy(update={"payload": {**made.payload, "facts": facts}})
    with services.store.workspace("ws_a") as session:
        session.records.upsert(made.connection, [Deal(id="7", outcome=Outcome.WON, closed_at=NOW)])
        session.insights.add(made)
        log = [Recommendation("book_meeting", 1, True, 1.0, 0.1, "x")]
        session.recommendations.log("ins_1", made.connection, Subject(type="deal", id="7"), log, made.as_of)


def fits(model: type[BaseModel], answer: Any) -> None:
    """Whether an answer is what the OpenAPI document says, no more and no less."""
    assert model.model_validate(answer).model_dump(mode="json", by_alias=True).keys() == answer.keys()


def test_a_strategy_is_set_checked_and_kept_apart(client: FlaskClient, keys: Any) -> None:
    a, b = keys["ws_a"], keys["ws_b"]
    assert client.get("/api/ai/strategy", headers=a).get_json()["version"] == 0
    document = {"actions_off": ["set_amount"], "hold_out": {"share": 0.1}}
    checked = client.post("/api/ai/strategy/check", json={"document": document}, headers=a)
    assert checked.get_json() == {"document": {"actions_off": ["set_amount"], "hold_out": {"share": 0.1}}}
    assert client.get("/api/ai/strategy", headers=a).get_json()["version"] == 0, "a check stores nothing"
    stored = client.put(
        "/api/ai/strategy", json={"document": document, "note": "try it"}, headers=a
    ).get_json()
    assert (stored["version"], stored["note"], stored["author"]) == (1, "try it", "api")
    assert stored["document"]["hold_out"]["salt"]
    fits(StrategyOut, stored)
    versions = client.get("/api/ai/strategy/versions", headers=a).get_json()
    assert [one["version"] for one in versions["items"]] == [1]
    assert client.get("/api/ai/strategy", headers=b).get_json()["version"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("put", "strategy", {"document": {"actions_off": ["nothing"]}}, "strategy_invalid"),
        ("post", "strategy/check", {"document": {"hold_out": {"share": 2}}}, "strategy_invalid"),
        ("put", "strategy", {"document": []}, "request_invalid"),
        ("put", "methodology", {"key": "meddpicc"}, "methodology_unknown"),
        ("put", "methodology", {}, "request_invalid"),
        ("put", "methodology", {"key": "bant", "definition": {}}, "request_invalid"),
        ("put", "methodology", {"definition": {"key": "x"}}, "methodology_invalid"),
        ("post", "methodologies/check", {"document": {}}, "methodology_invalid"),
        ("get", "effectiveness?format=pdf", None, "request_invalid"),
        ("get", "calibration?since=yesterday", None, "request_invalid"),
    ],
)
def test_mistakes_are_problems(
    client: FlaskClient, keys: Any, method: str, path: str, body: Any, code: str
) -> None:
    answer = client.open(f"/api/ai/{path}", method=method.upper(), json=body, headers=keys["ws_a"])
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == code


def test_a_methodology_is_chosen(client: FlaskClient, keys: Any) -> None:
    a = keys["ws_a"]
    answer = client.put("/api/ai/methodology", json={"key": "spiced"}, headers=a).get_json()
    fits(MethodologiesOut, answer)
    assert [one["key"] for one in answer["items"] if one["used"]] == ["spiced"]
    definition = {
        **next(one["definition"] for one in answer["items"] if one["key"] == "bant"),
        "key": "ours",
        "label": "Ours",
    }
    for element in definition["elements"]:
        element |= {"label": element["key"], "ask": "Ask."}
    answer = client.put("/api/ai/methodology", json={"definition": definition}, headers=a).get_json()
    assert [(one["key"], one["own"]) for one in answer["items"] if one["used"]] == [("ours", True)]
    assert not any(
        one["used"]
        for one in client.put("/api/ai/methodology", json={"key": None}, headers=a).get_json()["items"]
    )
    listed = client.get("/api/ai/methodologies", headers=keys["ws_b"]).get_json()["items"]
    assert [one["key"] for one in listed] == ["bant", "meddicc", "spiced"]


def test_results_come_as_data_tables_and_text(client: FlaskClient, keys: Any, ended: None) -> None:
    a = keys["ws_a"]
    models: dict[str, type[BaseModel]] = {"effectiveness": EffectivenessOut, "calibration": CalibrationOut}
    for name, model in models.items():
        fits(model, client.get(f"/api/ai/{name}", headers=a).get_json())
        for form, kind in (("csv", "text/csv"), ("md", "text/markdown")):
            file = client.get(f"/api/ai/{name}?format={form}", headers=a)
            assert (file.status_code, file.mimetype) == (200, kind)
            assert f'filename="{name}.{form}"' in file.headers["Content-Disposition"]
    found = client.get("/api/ai/effectiveness", headers=a).get_json()
    assert [(one["key"], one["recommended"]) for one in found["actions"]] == [("book_meeting", 1)]
    assert found["overall"]["doing"]["verdict"] == "not_told_yet"
    assert found["overall"]["doing"]["more_deals"] > 100
    assert client.get("/api/ai/calibration", headers=a).get_json()["overall"]["deals"] == 1
    assert client.get("/api/ai/calibration", headers=keys["ws_b"]).get_json()["overall"] is None


def test_a_hostile_stage_runs_in_no_spreadsheet(client: FlaskClient, keys: Any, ended: None) -> None:
    text = client.get("/api/ai/calibration?format=csv", headers=keys["ws_a"]).text
    assert f"stage,'{SPELLED}" in text
    assert f"stage,{SPELLED}" not in text


def test_versions_of_advice_come_as_rows(client: FlaskClient, keys: Any, ended: None) -> None:
    a = keys["ws_a"]
    file = client.get("/api/ai/deal-coach/7/history?format=csv", headers=a)
    head, row = file.text.splitlines()
    assert head == "version,as_of,p_win,low,high,change,moved,actions,source"
    assert row.startswith("1,")
    assert client.get("/api/ai/deal-coach/7/history?format=md", headers=a).text.startswith("| version |")
    assert len(client.get("/api/ai/deal-coach/7/history", headers=a).get_json()["items"]) == 1


def test_a_card_s_link_opens_none_of_it(client: FlaskClient, services: Services) -> None:
    payload = {"ws": "ws_a", "kind": "deal_coach", "type": "deal", "id": "7", "conn": None, "by": "x"}
    link = bearer(services.vault.sign("card", payload))
    for path in ("effectiveness", "calibration", "strategy", "strategy/versions", "methodologies"):
        assert client.get(f"/api/ai/{path}", headers=link).status_code == 403
    for path in ("strategy", "methodology"):
        body = json.dumps({"document": {}} if path == "strategy" else {"key": None})
        answer = client.put(f"/api/ai/{path}", data=body, content_type="application/json", headers=link)
        assert answer.status_code == 403

"""The win-loss explainer over HTTP, on the real runtime and a database file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from rq import Queue
from rq.serializers import JSONSerializer

from crm_ai_plugin.records import Activity
from crm_ai_plugin.runtime.cohorts import waiting
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.dispatch import NORMAL
from crm_ai_plugin.runtime.pulls.importing import Importing
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.lost_on_price import PRICE, lost_on_price
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.web.web_fakes import NOW

URL = "/api/ai/win-loss-analysis"


def opened(home: Path, database_url: str, redis_url: str) -> Services:
    settings = Settings.load(
        env_file=None,
        home=home,
        database_url=database_url,
        redis_url=redis_url,
        public_url="https://ai.example",
        secret_key=SecretStr(PLANTED["secret key"]),
    )
    return Services(settings, clock=lambda: NOW)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, _migrated_sqlite: Path) -> Path:
    """A database with the bundle imported and its deals measured."""
    folder = tmp_path_factory.mktemp("filled")
    file = folder / "filled.db"
    shutil.copyfile(_migrated_sqlite, file)
    services = opened(folder, f"sqlite:///{file}", "redis://127.0.0.1:1")
    with services.store.system() as system:
        system.workspaces.ensure("acme", "acme")
    Importing(services.store, services.clock).run("acme", lost_on_price(folder / "bundle"))
    services.win_loss.prepare("acme")
    services.close()
    return file


@pytest.fixture
def services(tmp_path: Path, redis_url: str, filled: Path) -> Iterator[Services]:
    file = tmp_path / "own.db"
    shutil.copyfile(filled, file)
    made = opened(tmp_path, f"sqlite:///{file}", redis_url)
    yield made
    made.close()


@pytest.fixture
def key(services: Services) -> dict[str, str]:
    with services.store.system() as system:
        return {"Authorization": f"Bearer {system.api_keys.create('acme', 'test')}"}


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def ask(client: FlaskClient, key: dict[str, str], **body: Any) -> Any:
    return client.post(URL, json=body, headers=key)


def test_a_cohort_from_the_question_down_to_the_quote(client, key):
    answer = ask(client, key, cohort={"where": "source in ('Web', 'Partner')", "by": "industry"})
    assert answer.status_code == 200
    found = answer.get_json()
    assert (found["kind"], found["subject"]["type"], found["source"]) == ("win_loss", "cohort", "engine")
    payload = found["payload"]
    assert payload["n_won"] + payload["n_lost"] == 160
    assert payload["n_open"] == 24
    price = next(one for one in payload["factors"] if one["key"] == "price_pressure")
    assert (price["found"], price["direction"], price["category"]) == (True, "down", "pricing")
    assert {"odds_ratio", "p_value", "q_value", "share", "evidence", "actionable"} <= set(price)
    quotes = {one["id"]: one["quote"] for one in found["evidence"]}
    assert PRICE in [quotes[key] for key in price["evidence"]]
    insight = next(one for one in payload["insights"] if one["key"] == "price_pressure")
    assert (insight["touches"], insight["action"]) == (3, "defend_price")
    assert set(insight["deals"]) == {"o0", "o8", "o16"}
    assert {one["value"] for one in payload["segments"]} == {"Banking", "Retail"}
    drilled = client.post(
        f"{URL}/drill", json={"factor": "price_pressure", "outcome": "lost", "limit": 3}, headers=key
    ).get_json()
    assert drilled["total"] == payload["n_lost"]
    assert {one["outcome"] for one in drilled["items"]} == {"lost"}
    assert any(e["quote"] == PRICE for one in drilled["items"] for e in one["evidence"])


def test_the_same_question_is_answered_once(client, key):
    first = ask(client, key).get_json()
    assert ask(client, key, cohort={}).get_json()["id"] == first["id"]
    latest = client.get(f"{URL}/cohort/{first['subject']['id']}", headers=key)
    assert latest.get_json() == first
    history = client.get(f"{URL}/cohort/{first['subject']['id']}/history", headers=key)
    assert [one["version"] for one in history.get_json()["items"]] == [1]


def test_text_and_condition_are_the_same_cohort(client, key):
    text = ask(client, key, cohort={"where": "amount > 1050"}).get_json()
    condition = {"field": "amount", "op": ">", "value": 1050}
    assert ask(client, key, cohort={"where": condition}).get_json()["subject"] == text["subject"]


def test_one_deal(client, key):
    found = ask(client, key, deal_id="c0").get_json()
    payload = found["payload"]
    assert found["subject"] == {"type": "deal", "id": "c0"}
    assert payload["stated_reason_vs_evidence"]["stated"] == "Price"
    total = payload["score"]["base"] + sum(one["contribution"] for one in payload["contributions"])
    assert total == pytest.approx(payload["score"]["log_odds"], abs=1e-9)
    assert {one["outcome"] for one in payload["similar"]} == {"won", "lost"}
    card = client.get("/api/cards/win_loss/deal/c0?format=text", headers=key)
    assert card.status_code == 200
    text = card.get_data(as_text=True)
    assert "What moved the odds" in text
    assert "What that was about" in text


def test_a_frame_asks_about_its_own_deal_alone(client, key):
    wanted = {"kind": "win_loss", "record_type": "deal", "record_id": "c0", "connection": FILES}
    token = client.post("/api/embed/tokens", json=wanted, headers=key).get_json()["token"]
    bearer = client.post("/api/embed/sessions", json={"token": token}).get_json()["bearer"]
    framed = {"Authorization": f"Bearer {bearer}"}
    assert ask(client, framed, deal_id="c0").get_json()["payload"]["outcome"] == "lost"
    for more in ({}, {"deal_id": "c1"}, {"deal_id": "c0", "cohort": {"where": "amount > 1"}}):
        refused = ask(client, framed, **more)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "not_covered")


def test_names_of_fields_are_listed(client, key):
    ask(client, key)
    assert {"amount", "company.industry", "price_pressure"} <= set(
        client.get(f"{URL}/fields", headers=key).get_json()["items"]
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"deal_id": "nope"}, 404, "not_found"),
        ({"cohort": {"where": "amount >"}}, 422, "filter_malformed"),
        ({"cohort": {"where": "nonsense = 1"}}, 422, "field_unknown"),
        ({"cohort": {"where": {"field": "amount", "op": "~", "value": 1}}}, 422, "request_invalid"),
        ({"cohort": {"since": "2026-01-02", "until": "2026-01-01"}}, 422, "cohort_invalid"),
        ({"cohort": {"by": "nonsense"}}, 422, "field_unknown"),
        ({"unknown": 1}, 422, "request_invalid"),
    ],
)
def test_what_can_not_be_asked(client, key, body, status, code):
    answer = ask(client, key, **body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_another_workspace_sees_nothing(client, key, services):
    answer = ask(client, key).get_json()
    with services.store.system() as system:
        system.workspaces.ensure("other", "other")
        theirs = {"Authorization": f"Bearer {system.api_keys.create('other', 'test')}"}
    assert client.get(f"{URL}/cohort/{answer['subject']['id']}", headers=theirs).status_code == 404
    empty = ask(client, theirs).get_json()["payload"]
    assert (empty["n_won"], empty["n_lost"], empty["n_open"]) == (0, 0, 0)


def test_what_takes_long_is_a_job(client, key, services, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE", 0)
    answer = client.post(f"{URL}?wait=0", json={}, headers=key)
    assert answer.status_code == 202
    job = answer.get_json()
    assert job["state"] == "queued"
    assert client.get(answer.headers["Location"], headers=key).get_json()["state"] == "queued"
    queued = Queue(NORMAL, connection=services.redis, serializer=JSONSerializer).jobs
    (mine,) = [one for one in queued if str(one.func_name).endswith(".analyse") and one.args[1] == job["id"]]
    begin = services.live.since("acme", None).at
    services.analyses.run(*mine.args)
    steps = [one.data["step"] for one in services.live.since("acme", begin).events if "step" in one.data]
    assert [one["name"] for one in steps if one["done"] is None] == list(waiting.STEPS)
    assert client.get(answer.headers["Location"], headers=key).get_json()["state"] == "done"
    assert ask(client, key).get_json()["payload"]["n_lost"] > 0


def test_a_job_that_fails_says_so_and_can_be_asked_again(client, key, services, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE", 0)
    answer = client.post(f"{URL}?wait=0", json={"cohort": {"where": "nonsense = 1"}}, headers=key)
    job = answer.get_json()["id"]
    queued = Queue(NORMAL, connection=services.redis, serializer=JSONSerializer).jobs
    (mine,) = [one for one in queued if str(one.func_name).endswith(".analyse") and one.args[1] == job]
    with pytest.raises(Exception, match="no field"):
        services.analyses.run(*mine.args)
    failed = client.get(f"/api/jobs/{job}", headers=key).get_json()
    assert (failed["state"], failed["error_code"]) == ("failed", "field_unknown")


def test_an_unknown_job_is_not_found(client, key):
    assert client.get("/api/jobs/analysis:nope", headers=key).status_code == 404


def test_who_is_forgotten_is_in_no_answer_that_was_kept(client, key, services):
    found = ask(client, key).get_json()["subject"]["id"]
    kept = client.get(f"{URL}/cohort/{found}", headers=key)
    quoted = [
        one for one in kept.get_json()["evidence"] if one["quote"] and one["record"]["type"] == "activity"
    ]
    assert quoted, "the test would prove nothing"
    with services.store.workspace("acme") as session:
        (said,) = session.records.fetch(FILES, Activity, [quoted[0]["record"]["id"]])
        session.records.upsert(FILES, [said.model_copy(update={"contact_ids": ("somebody",)})])
    services.forgetting.forget("acme", "somebody", FILES)
    left = client.get(f"{URL}/cohort/{found}", headers=key)
    assert left.status_code == 200
    assert [one["quote"] for one in left.get_json()["evidence"] if one["id"] == quoted[0]["id"]] == [None]

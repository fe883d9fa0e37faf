"""The web app on the real runtime and a real database file; only the queue is a recorder."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from crm_ai_plugin.records import Deal
from crm_ai_plugin.runtime.dispatch import Dispatcher
from crm_ai_plugin.runtime.registry import CARD_HOSTS, CARDS, FEATURES, RECEIVERS, Registry
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import HubSpotSettings, Settings
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.unit.cards.card_examples import insight
from tests.unit.web.limit_fakes import FakeLimit
from tests.unit.web.web_fakes import NOW, bearer

SECRET = PLANTED["client secret"]
URL = "https://ai.example/webhooks/hubspot"


class Recorder:
    """Notes what would have been queued."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, job: str) -> Any:
        return lambda *_args, **_options: self.asked.append(job)


class Answering:
    """A Redis that is there."""

    def ping(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path,
        public_url="https://ai.example",
        secret_key=SecretStr(PLANTED["secret key"]),
        hubspot=HubSpotSettings(client_secret=SecretStr(SECRET)),
    )
    services = Services(settings, clock=lambda: NOW)
    stub = EntryPoint("deal_coach", "tests.integration.web.stub_feature:StubFeature", FEATURES)
    found = {group: entry_points(group=group) for group in (CARDS, CARD_HOSTS, RECEIVERS)}
    services.registry = Registry(found=found | {FEATURES: [stub]})
    services.dispatcher = cast(Dispatcher, Recorder())
    services.redis = cast(Any, Answering())
    services.api_limit = cast(Any, FakeLimit())
    services.store.upgrade()
    yield services
    services.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


@pytest.fixture
def keys(services: Services) -> dict[str, str]:
    """Two workspaces that both hold a deal 7; only the first has advice for it."""
    made = {}
    for name in ("ws_a", "ws_b"):
        with services.store.system() as system:
            system.workspaces.ensure(name, name)
            made[name] = system.api_keys.create(name, "test")
        with services.store.workspace(name) as session:
            session.records.upsert("hubspot-1", [Deal(id="7", name=name)])
    with services.store.workspace("ws_a") as session:
        session.insights.add(insight(version=1, id="ins_1"))
        session.insights.add(insight(version=2, id="ins_2"))
    return made


def signed(body: bytes, url: str = URL, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(NOW.timestamp() * 1000))
    digest = hmac.new(
        secret.encode(), b"POST" + url.encode() + body + timestamp.encode(), hashlib.sha256
    ).digest()
    return {
        "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
        "X-HubSpot-Request-Timestamp": timestamp,
        "Content-Type": "application/json",
    }


def test_keys_open_their_own_workspace_only(client: FlaskClient, keys: dict[str, str]) -> None:
    for path in ("/api/ai/deal-coach/7", "/api/ai/deal-coach/7/history", "/api/cards/deal_coach/deal/7"):
        assert client.get(path, headers=bearer(keys["ws_a"])).status_code == 200
    for path in ("/api/ai/deal-coach/7", "/api/cards/deal_coach/deal/7"):
        refused = client.get(path, headers=bearer(keys["ws_b"]))
        assert (refused.status_code, refused.get_json()["code"]) == (404, "no_insight")
    assert client.get("/api/ai/deal-coach/7/history", headers=bearer(keys["ws_b"])).get_json() == {
        "items": []
    }


def test_what_was_done_is_on_the_next_card_and_can_be_taken_back(
    client: FlaskClient, keys: dict[str, str], services: Services
) -> None:
    path, key = "/api/ai/deal-coach/7/actions/act_price_answer", bearer(keys["ws_a"])
    body = {"state": "dismissed", "reason": "Wrong for this deal"}
    assert client.post(path, json=body, headers=key).status_code == 200
    text = client.get("/api/cards/deal_coach/deal/7?format=text", headers=key).text
    assert "Answer the open question about price [Dismissed: Wrong for this deal]" in text
    assert cast(Recorder, services.dispatcher).asked == ["refresh"]
    assert client.post(path, json={"state": "open"}, headers=key).status_code == 200
    assert "[Dismissed: Wrong" not in client.get("/api/cards/deal_coach/deal/7?format=text", headers=key).text


@pytest.mark.parametrize(
    ("body", "code"), [({"state": "dismissed"}, "reason_missing"), ({"state": "snoozed"}, "until_missing")]
)
def test_what_is_missing_is_said(
    client: FlaskClient, keys: dict[str, str], body: dict[str, str], code: str
) -> None:
    answer = client.post(
        "/api/ai/deal-coach/7/actions/act_price_answer", json=body, headers=bearer(keys["ws_a"])
    )
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)


def test_a_link_made_with_the_real_key_opens_the_page(client: FlaskClient, keys: dict[str, str]) -> None:
    made = client.post("/api/cards/deal_coach/deal/7/link", headers=bearer(keys["ws_a"])).get_json()
    page = client.get(made["url"].removeprefix("https://ai.example"))
    assert page.status_code == 200
    assert "Bring the economic buyer into a call" in page.text
    assert client.get(made["url"].removeprefix("https://ai.example")[:-3]).status_code == 401


def test_recomputing_gives_a_job_that_can_be_asked_for(client: FlaskClient, keys: dict[str, str]) -> None:
    started = client.post("/api/ai/deal-coach/7", headers=bearer(keys["ws_a"]))
    assert started.status_code == 202
    job = client.get(started.headers["Location"], headers=bearer(keys["ws_a"]))
    assert (job.status_code, job.get_json()["state"]) == (200, "queued")
    assert client.get(started.headers["Location"], headers=bearer(keys["ws_b"])).status_code == 404


def test_a_signed_delivery_is_on_disk_when_it_is_acknowledged(
    client: FlaskClient, services: Services
) -> None:
    body = b'[{"eventId": 1}]'
    assert client.post("/webhooks/hubspot", data=body, headers=signed(body)).status_code == 200
    with services.store.system() as system:
        assert [row.body for row in system.inbox.unparsed(10)] == [body]
    assert cast(Recorder, services.dispatcher).asked == ["drain_inbox"]


@pytest.mark.parametrize("change", ["body", "url", "secret"])
def test_a_delivery_signed_for_something_else_leaves_no_trace(
    client: FlaskClient, services: Services, change: str
) -> None:
    body = b'[{"eventId": 1}]'
    headers = signed(
        b"[]" if change == "body" else body,
        url="https://evil.example/webhooks/hubspot" if change == "url" else URL,
        secret="another" if change == "secret" else SECRET,
    )
    answer = client.post("/webhooks/hubspot", data=body, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signature_invalid")
    with services.store.system() as system:
        assert list(system.inbox.unparsed(10)) == []


def test_readiness_follows_the_schema(client: FlaskClient, tmp_path: Path) -> None:
    assert client.get("/readyz").get_json()["status"] == "ready"
    fresh = Services(Settings.load(env_file=None, home=tmp_path / "fresh"), clock=lambda: NOW)
    fresh.redis = cast(Any, Answering())
    try:
        answer = create_app(fresh).test_client().get("/readyz")
    finally:
        fresh.close()
    assert answer.status_code == 503
    checks = answer.get_json()["checks"]
    assert checks["database"]["ok"]
    assert "crm-ai db upgrade" in checks["migrations"]["detail"]


def test_a_prompts_life_over_http(client: FlaskClient, keys: dict[str, str]) -> None:
    def call(method: str, path: str, **body: Any) -> Any:
        return client.open(
            f"/api/ai/prompts{path}", method=method, headers=bearer(keys["ws_a"]), json=body or None
        )

    shipped = call("GET", "/deal_coach/versions/shipped").json
    assert shipped["label"] == "deal_coach/1"
    text = shipped["text"].replace("plain, friendly", "plain, kind")
    saved = call("POST", "/deal_coach/versions", text=text, note="kinder")
    assert (saved.status_code, saved.json["version"], saved.json["active"]) == (201, "1", False)
    assert call("POST", "/deal_coach/use", version="1").json["label"] == "deal_coach/w1"
    items = [one for one in call("GET", "").json["items"] if one["feature"] == "deal_coach"]
    assert [(one["version"], one["active"]) for one in items] == [("1", True), ("shipped", False)]
    assert "+" in call("GET", "/deal_coach/diff?a=shipped&b=1").json["diff"]
    begun = call("POST", "/deal_coach/experiment", a="shipped", b="1")
    assert (begun.status_code, begun.json["verdict"], begun.json["sound"]) == (201, None, True)
    assert call("POST", "/deal_coach/experiment", a="shipped", b="1").status_code == 409
    assert call("GET", "/deal_coach/experiment").json["deals"] == {"a": 0, "b": 0}
    assert call("DELETE", "/deal_coach/experiment").json["id"] == begun.json["id"]
    assert call("DELETE", "/deal_coach/experiment").status_code == 404
    assert call("POST", "/deal_coach/rollback").json["label"] == "deal_coach/1"
    broken = call("POST", "/deal_coach/versions", text=text.replace("{{slots}}", "{{secrets}}"))
    assert (broken.status_code, broken.json["code"]) == (422, "prompt_invalid")
    assert call("POST", "/deal_coach/use", version="99").status_code == 404
    assert call("GET", "/nothing/versions/shipped").status_code == 404

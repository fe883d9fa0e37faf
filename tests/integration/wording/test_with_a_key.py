"""An installation with a key, over HTTP to a pretended provider, limits in Redis; and one without, which calls nobody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.ai.prompts.library import shipped
from crm_ai_plugin.insights import Insight
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.language_model import ModelServer
from crm_ai_plugin.web import create_app
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.wording_world import rewords
from tests.integration.cli.conftest import Cli, clean_environment, cli, home
from tests.integration.wording.conftest import WORKSPACE, Made, put_deal

__all__ = ["clean_environment", "cli", "home"]

KEY = PLANTED["model key"]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(rewords(), key=KEY) as running:
        yield running


@pytest.fixture
def services(made: Made, server: ModelServer, redis_url: str) -> Services:
    found = made(openai_api_key=KEY, openai_base_url=server.url, redis_url=redis_url, allow_insecure=True)
    del found.__dict__["language_model"]
    put_deal(found)
    return found


def _now(services: Services) -> Insight:
    (insight,) = services.refreshing.now(WORKSPACE, FILES, "d1")
    return insight


def test_with_a_key_a_model_words_it_and_all_is_booked_and_counted(
    services: Services, server: ModelServer
) -> None:
    before = len(server.calls)
    insight = _now(services)
    assert (insight.source, insight.model, insight.wording.by) == ("llm", "gpt-6.1-terra", "model")
    (call,) = server.calls[before:]
    assert "Dana" not in str(call.body)
    assert call.body["store"] is False
    counted = {(name, *labels.values()): value for name, labels, value in services.counts()}
    assert counted["crm_ai_wordings", "model", "deal_coach"] == 1
    assert counted["crm_ai_gate_texts", "deal_coach", "passed"] > 3
    assert counted["crm_ai_wording_tokens", "deal_coach", "input"] > 0
    (spent,) = [row for row in services.model_readings().spent if row.feature == "deal_coach"]
    assert spent.calls == 1
    assert spent.cost > 0


def test_without_redis_there_is_no_leave_to_call_and_advice_comes_all_the_same(
    made: Made, server: ModelServer
) -> None:
    found = made(openai_api_key=KEY, openai_base_url=server.url, allow_insecure=True)
    del found.__dict__["language_model"]
    put_deal(found)
    before = len(server.calls)
    insight = _now(found)
    assert (insight.source, insight.wording.reason) == ("engine", "limits_unreachable")
    assert len(server.calls) == before


def test_without_a_key_nobody_is_called(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    found = made()
    del found.__dict__["language_model"]
    put_deal(found)

    def refuse(*_args: Any, **_options: Any) -> None:
        raise AssertionError("nobody is to be called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    insight = _now(found)
    assert (insight.source, insight.wording.by, insight.wording.reason) == ("engine", "engine", "no_key")


def test_eval_ends_with_one_when_a_version_is_worse(
    cli: Cli, home: Path, server: ModelServer, redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "no language model" in cli("eval", "deal_coach").err
    for name, value in (
        ("OPENAI_API_KEY", KEY),
        ("OPENAI_BASE_URL", server.url),
        ("CRM_AI_REDIS_URL", redis_url),
        ("CRM_AI_ALLOW_INSECURE", "1"),
        ("CRM_AI_AI__REQUESTS_PER_MINUTE", "1000"),
        ("CRM_AI_AI__TOKENS_PER_MINUTE", "10000000"),
    ):
        monkeypatch.setenv(name, value)
    assert "both versions are the same" in cli("eval", "deal_coach").err
    file = tmp_path / "kind.md"
    file.write_text(cli("prompts", "show", "deal_coach").out.replace("plain, friendly", "plain, kind"))
    before = len(server.calls)
    only = cli("eval", "deal_coach", "--b", str(file), "--dry-run")
    assert only.status == 0
    assert "cases under 2 versions: about" in only.err
    assert len(server.calls) == before
    with monkeypatch.context() as poor:
        poor.setenv("CRM_AI_AI__MONTHLY_BUDGET_USD", "0.0001")
        capped = cli("eval", "deal_coach", "--b", str(file), "--deals", "0")
        assert (capped.status, "cap of 0.00 USD this month" in capped.err) == (1, True)
        assert cli("eval", "deal_coach", "--b", str(file), "--dry-run").status == 0
    assert len(server.calls) == before
    run = cli("eval", "deal_coach", "--b", str(file), "--deals", "0", "--json")
    assert run.status == 0, run.err
    assert run.json["verdict"] == "no_difference"
    assert run.json["b"]["label"] == "kind.md"
    assert len(server.calls) == before + 2 * run.json["cases"]
    server.fault("bad_output", times=None, model="m-bad")
    worse = cli("eval", "deal_coach", "--model-b", "m-bad", "--deals", "0")
    server.faults.clear()
    assert worse.status in (0, 1)
    assert "b against a" in worse.out


def test_a_preview_over_http_sends_nothing(services: Services, server: ModelServer) -> None:
    with services.store.system() as system:
        key = system.api_keys.create(WORKSPACE, "test")
    client = create_app(services).test_client()
    before = len(server.calls)

    def preview(**body: Any) -> Any:
        return client.post(
            "/api/ai/prompts/deal_coach/preview", json=body, headers={"Authorization": f"Bearer {key}"}
        )

    shown = preview(deal_id="d1")
    assert (shown.status_code, shown.json["prompt"]) == (200, "deal_coach/1")
    assert [m["role"] for m in shown.json["messages"]] == ["system", "user"]
    assert "Dana" not in str(shown.json["messages"])
    assert shown.json["tokens"] > 100
    draft = shipped("deal_coach").text.replace("plain, friendly", "plain, kind")
    assert "plain, kind" in preview(deal_id="d1", text=draft).json["messages"][0]["text"]
    assert preview(deal_id="d1", text="no prompt").json["code"] == "prompt_invalid"
    assert preview(deal_id="nothing").status_code == 404
    assert preview(deal_id="d1", version="7").status_code == 404
    assert len(server.calls) == before


def test_the_cost_of_a_run_is_told_over_http(made: Made, services: Services, server: ModelServer) -> None:
    with services.store.system() as system:
        headers = {"Authorization": f"Bearer {system.api_keys.create(WORKSPACE, 'test')}"}

    def preview(of: Services, query: str = "") -> Any:
        return create_app(of).test_client().get(f"/api/ai/cost/preview{query}", headers=headers)

    before = len(server.calls)
    told = preview(services).json
    assert (told["feature"], told["calls"], told["model"]) == ("deal_coach", 1, "gpt-6.1-terra")
    assert (told["can_call"], told["left_usd"], told["fits"]) == (True, None, True)
    assert (told["measured_calls"], told["usd"] > 0) == (0, True)
    many = preview(services, "?calls=1000&feature=objection").json
    assert (many["calls"], many["usd"]) == (1000, pytest.approx(1000 * told["usd"]))
    capped = preview(made(ai={"workspace_monthly_budget_usd": 1.0}), "?calls=1000").json
    assert (capped["left_usd"], capped["fits"], capped["can_call"]) == (1.0, False, False)
    assert preview(services, "?calls=-1").status_code == 422
    assert create_app(services).test_client().get("/api/ai/cost/preview").status_code == 401
    assert len(server.calls) == before
    _now(services)
    assert preview(services).json["measured_calls"] == 1

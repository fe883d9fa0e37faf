"""``crm-ai coach --all``: what it costs is said before it is spent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.planted_secrets import PLANTED
from tests.fixtures.wording_world import rewords


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(rewords()) as running:
        monkeypatch.setenv("OPENAI_API_KEY", PLANTED["model key"])
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        yield running


def test_without_a_key_nobody_is_asked(cli, bundle):
    cli("import", str(bundle))
    done = cli("coach", "--all", "--json")
    assert done.status == 0
    assert {row["deal"] for row in done.json} == {"d1", "d2"}
    assert done.json[0]["worded by"] == "engine (no_key)"
    assert "USD" not in done.err


def test_the_cost_is_told_and_agreed_to_first(cli, bundle, server, redis_url, monkeypatch):
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    cli("import", str(bundle))
    refused = cli("coach", "--all")
    assert refused.status == 2
    assert "at most 2 calls of gpt-6.1-terra, about 0.0" in refused.err
    assert "--yes" in refused.err
    assert server.calls == []
    done = cli("coach", "--all", "--yes", "--json")
    assert done.status == 0
    assert {row["worded by"].split()[0] for row in done.json} == {"model"}
    assert "about 0.0" in done.err
    assert len(server.calls) == 2


def test_a_run_that_would_pass_the_cap_is_not_begun(cli, bundle, server, monkeypatch):
    monkeypatch.setenv("CRM_AI_AI__MONTHLY_BUDGET_USD", "0.000001")
    cli("import", str(bundle))
    done = cli("coach", "--all", "--yes")
    assert done.status == 1
    assert "cap of 0.00 USD this month" in done.err
    assert server.calls == []


def test_one_deal_or_all_of_them(cli, bundle):
    cli("import", str(bundle))
    assert cli("coach").status == 2
    assert cli("coach", "d1", "--all").status == 2
    assert cli("coach", "--all", "--dry-run").status == 2

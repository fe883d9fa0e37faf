"""``crm-ai ai`` and what ``crm-ai doctor`` says about the language model."""

from __future__ import annotations

from dataclasses import replace

from crm_ai_plugin.store import SpendRow, Store
from crm_ai_plugin.testing.language_model import ModelServer
from tests.fixtures.planted_secrets import PLANTED

SPENT = SpendRow(
    "2026-03-02", "default", "deal_coach", "gpt-6-luna", "coach@1", 10, 2, 8000, 1600, 0, 5 * 10**8
)


def book(home, *rows: SpendRow) -> None:
    store = Store.open(f"sqlite:///{home / 'crm-ai.db'}")
    with store.system() as system:
        system.workspaces.ensure("default", "default")
        for row in rows:
            system.model_spend.add(row)
            system.model_spend.adjust(row.day[:7], row.cost, ["", row.workspace_id])
    store.close()


def test_costs_of_a_month(cli, home):
    book(home, SPENT, replace(SPENT, prompt_version="coach@2", calls=5, cost=0))
    done = cli("ai", "cost", "--month", "2026-03", "--json")
    assert done.status == 0
    assert done.json["taken_usd"] == 0.5
    row, other = done.json["spent"]
    assert other["prompt_version"] == "coach@2"
    assert (row["feature"], row["calls"], row["failed"], row["cost_usd"]) == ("deal_coach", 10, 2, 0.5)
    table = cli("ai", "cost", "--month", "2026-03").out
    (line,) = [line for line in table.splitlines() if "deal_coach" in line]
    assert line.split() == ["default", "deal_coach", "gpt-6-luna", "15", "4", "19200", "0.5000"]
    assert "0.5000 USD spent or reserved, no cap" in table
    assert "no call to a language model" in cli("ai", "cost", "--month", "2026-04").err
    assert cli("ai", "cost", "--workspace", "nobody").status == 2
    wrong = cli("ai", "cost", "--month", "March")
    assert (wrong.status, "2026-11" in wrong.err) == (2, True)


def test_a_run_is_previewed_before_it_is_started(cli, home, bundle):
    assert cli("import", str(bundle)).status == 0
    done = cli("ai", "preview", "--json")
    assert done.status == 0
    assert (done.json["calls"], done.json["measured_calls"]) == (2, 0), "one per open deal, nothing measured"
    assert done.json["usd"] > 0
    assert not done.json["key"]
    spoken = cli("ai", "preview", "--calls", "1000")
    assert "1000 calls of gpt-6.1-terra: about 6.5000 USD (3000 + 700 tokens each, assumed)" in spoken.out
    assert "nothing is spent" in spoken.err


def test_doctor_tells_spend_breaker_and_what_goes_soon(cli, home, monkeypatch):
    with ModelServer(shutdown_dates={"gpt-6.1-terra": "2020-01-01"}) as server:
        monkeypatch.setenv("OPENAI_API_KEY", PLANTED["model key"])
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("CRM_AI_AI__MONTHLY_BUDGET_USD", "20")
        found = {row["check"]: row for row in cli("doctor", "--json").json}
    assert found["language model"]["state"] == "note"
    assert "gpt-6.1-terra is shut down on 2020-01-01" in found["language model"]["detail"]
    assert "of 20.00 USD" in found["model spend"]["detail"]
    assert found["model gpt-6-luna"]["detail"].startswith("breaker")
    assert PLANTED["model key"] not in repr(found)

"""Commands that call a CRM, on the sandbox."""

from __future__ import annotations

import pytest

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import SandboxServer
from tests.fixtures.planted_secrets import PLANTED


@pytest.fixture
def crm(home, redis_url, monkeypatch):
    """A sandbox CRM, connected as ``hubspot-1``."""
    monkeypatch.setenv("CRM_AI_REDIS_URL", redis_url)
    with SandboxServer(deals=20, client_secret=PLANTED["client secret"]) as sandbox:
        services = Services(Settings.load(env_file=None))
        services.connect(
            "default",
            "hubspot-1",
            "hubspot",
            str(sandbox.portal_id),
            {
                "api_base": sandbox.url,
                "app_base": sandbox.url,
                "portal_id": str(sandbox.portal_id),
                "app_id": str(sandbox.app_id),
                "allow_insecure": True,
                "limits": {"crm": (2000, 10), "search": (200, 1)},
            },
            {"access_token": sandbox.access_token, "refresh_token": sandbox.refresh_token,
             "client_id": sandbox.client_id, "client_secret": sandbox.client_secret},
        )  # fmt: skip
        services.close()
        yield sandbox


def test_pull_advise_write_undo(cli, crm):
    deal = crm.showcase_deal_id
    before = crm.deal(deal).properties | {}
    assert cli("connections", "--json").json[0]["key"] == "hubspot-1"
    assert cli("doctor").status == 0
    pulled = cli("sync", "hubspot-1", "--json")
    assert pulled.status == 0
    assert pulled.json["deal"] == 20
    assert "0 deal" in cli("sync", "hubspot-1").out
    assert {r["deal_id"] for r in cli("score", "--json").json} >= {deal}

    notes = len(crm.notes_of(deal))
    assert cli("coach", deal, "--write-back").status == 0
    assert len(crm.notes_of(deal)) == notes + 1
    assert any(name.startswith("crm_ai_") for name in crm.deal(deal).properties)

    done = cli("undo", "--all-of", "hubspot-1")
    assert done.status == 0
    assert done.out.startswith("taken back: ")
    assert len(crm.notes_of(deal)) == notes
    after = crm.deal(deal).properties
    assert {n: v for n, v in after.items() if n.startswith("crm_ai_") and v} == {}
    assert after["dealname"] == before["dealname"]
    assert "taken back: 0 of 0" in cli("undo", "--all-of", "hubspot-1").out


def test_files_do_not_mix_with_a_crms_own_records(cli, crm, bundle):
    done = cli("import", str(bundle), "--connection", "hubspot-1")
    assert done.status == 2
    assert "connection 'hubspot-1' reads its records from hubspot (leave --connection out" in done.err
    assert cli("score", "--json").json == []


def test_reading_advice_writes_nothing(cli, crm):
    deal = crm.showcase_deal_id
    notes = len(crm.notes_of(deal))
    cli("sync", "hubspot-1")
    assert cli("coach", deal).status == 0
    assert len(crm.notes_of(deal)) == notes
    assert not any(name.startswith("crm_ai_") for name in crm.deal(deal).properties)


def test_a_crm_that_is_down_is_one_line_and_loses_nothing(cli, crm):
    cli("sync", "hubspot-1")
    before = cli("score", "--json").json
    crm.stop()
    done = cli("coach", crm.showcase_deal_id)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert done.err.startswith("crm-ai: ")
    doctor = cli("doctor")
    assert doctor.status == 1
    assert "connection default/hubspot-1" in doctor.out
    assert [r["deal_id"] for r in cli("score", "--json").json] == [r["deal_id"] for r in before]

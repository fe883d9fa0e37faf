"""An alert becomes a task in each sandbox CRM, once even when the answer is lost, and is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_ai_plugin.cli.demo.connecting import connect, installed
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import Fault, playing
from tests.fixtures.planted_secrets import PLANTED

WORKSPACE, CONNECTION = "acme", "crm-1"
RULE = {
    "name": "Quiet buyers",
    "pattern": "silent",
    "options": {"days": 1},
    "weekly_cap": 2,
    "deliver": ["task"],
}


@pytest.fixture(params=playing.names())
def sandbox(request: pytest.FixtureRequest) -> Iterator[Any]:
    with playing.load(request.param)(seed=7, deals=14, client_secret=PLANTED["client secret"]) as opened:
        yield opened


@pytest.fixture
def services(sandbox: Any, tmp_path: Path, sqlite_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path / "home",
        database_url=sqlite_url,
        redis_url=redis_url,
        workspace=WORKSPACE,
        allow_insecure=True,
        secret_key=PLANTED["secret key"],
    )
    made = Services(installed(settings, sandbox.wiring()))
    connect(made, WORKSPACE, CONNECTION, sandbox.wiring())
    yield made
    made.close()


def deliver_all(services: Services) -> None:
    with services.store.workspace(WORKSPACE) as session:
        waiting = [row.id for row in session.outbox.list(state="pending")]
    for id_ in waiting:
        services.delivering.deliver(WORKSPACE, id_)


def test_alerts_are_tasks_in_the_crm(sandbox: Any, services: Services) -> None:
    services.syncing.run(WORKSPACE, CONNECTION)
    rule = services.alert_rules.add(WORKSPACE, RULE, "anna").id
    done = services.alerting.fire(WORKSPACE, rule)
    assert done is not None
    assert (done.error, len(done.said)) == (None, 2)
    alerts = services.alert_rules.found(WORKSPACE, state="sent")
    reach = sandbox.reaches["task"]
    sandbox.add_fault(Fault("drop_response", path=reach.path, method=reach.method))
    # The first answer is lost; whoever tries again looks before it writes.
    for _ in range(3):
        deliver_all(services)
    services.alerting.fire(WORKSPACE, rule)
    deliver_all(services)
    for alert in alerts:
        assert list(sandbox.task_keys(alert.deal_id)) == [f"task.{alert.id}"]
    with services.store.workspace(WORKSPACE) as session:
        written = session.outbox.list(state="done")
    assert sorted(row.key for row in written) == sorted(f"task.{alert.id}" for alert in alerts)
    for row in written:
        services.undoing.one(WORKSPACE, row.id)
    assert [list(sandbox.task_keys(alert.deal_id)) for alert in alerts] == [[], []]

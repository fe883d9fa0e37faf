"""A first load by real workers that are killed in the midst of it: it goes on where it was, and nothing doubles."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_ai_plugin.runtime.processes.embedded import environment
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.testing.sandbox import SandboxServer
from tests.fixtures.planted_secrets import PLANTED

WORKSPACE, CONNECTION = "acme", "hubspot-1"
LEASE_S, SWEEP_S, SLICE_S = 1.5, 0.3, 0.05
KILLS = 2
CALLS_BETWEEN = 9
MOST_OF_A_PAGE = 24
"""Calls that one page costs at most: what a killed worker may have made in vain."""


@pytest.fixture
def services(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings.load(
        env_file=None,
        home=tmp_path / "home",
        database_url=database_url,
        redis_url=redis_url,
        workspace=WORKSPACE,
        allow_insecure=True,
        secret_key=PLANTED["secret key"],
        events=EventSettings(lease_s=LEASE_S, sweep_s=SWEEP_S),
    )
    made = Services(settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def crm() -> Iterator[SandboxServer]:
    with SandboxServer(seed=7, deals=60, client_secret=PLANTED["client secret"]) as sandbox:
        yield sandbox


def connect(services: Services, crm: SandboxServer) -> None:
    services.connect(
        WORKSPACE,
        CONNECTION,
        "hubspot",
        str(crm.portal_id),
        {
            "api_base": crm.url,
            "app_base": crm.url,
            "allow_insecure": True,
            "limits": {"crm": (4000, 10), "search": (400, 1)},
        },
        {
            "access_token": crm.access_token,
            "refresh_token": crm.refresh_token,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        },
    )


@contextmanager
def worker(services: Services, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    env: Mapping[str, str] = {
        **os.environ,
        **environment(services.settings),
        "CRM_AI_SECRET_KEY": PLANTED["secret key"],
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_EVENTS__LEASE_S": str(LEASE_S),
        "CRM_AI_EVENTS__SWEEP_S": str(SWEEP_S),
        "CRM_AI_SYNC__SLICE_S": str(SLICE_S),
    }
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "crm_ai_plugin.cli", "worker"], env=env, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def wait_for(condition: Callable[[], bool], log: Path, seconds: float = 100.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-2000:]
        time.sleep(0.01)


def test_killed_workers_lose_a_page_each_at_most(
    services: Services, crm: SandboxServer, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    crm.requests.clear()
    services_of_another = Services(services.settings)
    connect(services, crm)
    services.connect("clean", CONNECTION, "hubspot", "1", services.connections.row(WORKSPACE, CONNECTION).config, {
        "access_token": crm.access_token, "refresh_token": crm.refresh_token,
        "client_id": crm.client_id, "client_secret": crm.client_secret,
    })  # fmt: skip
    services_of_another.syncing.run("clean", CONNECTION)
    services_of_another.close()
    clean = len(crm.requests.entries())
    crm.requests.clear()

    services.ask_sync(WORKSPACE, CONNECTION)
    for number in range(1, KILLS + 1):
        with worker(services, log):
            reached = number * CALLS_BETWEEN
            wait_for(lambda: len(crm.requests.entries()) >= reached, log)  # noqa: B023  # waited for in here
    assert services.syncing.state(WORKSPACE, CONNECTION).mode == "changes", (
        "it was killed too late to show anything"
    )
    with worker(services, log):
        wait_for(lambda: services.syncing.state(WORKSPACE, CONNECTION).mode is None, log)

    state = services.connection_report.one(WORKSPACE, CONNECTION)
    assert (state["sync"]["state"], state["sync"]["error"]) == ("in step", None)
    assert state["records"] == services.connection_report.one("clean", CONNECTION)["records"]
    assert len(crm.requests.entries()) <= clean + KILLS * MOST_OF_A_PAGE
    # Each record was added once: what was read a second time was known already.
    added = {kind: one["added"] for kind, one in state["sync"]["progress"].items() if one["added"]}
    assert added == state["records"]

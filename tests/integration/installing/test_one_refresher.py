"""Real processes, one rotating refresh token: exactly one refreshes, and nobody ends up dead."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_ai_plugin.errors import ReauthoriseError
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox import Fault, SandboxServer
from crm_ai_plugin.testing.sandbox.salesforce.server import SalesforceSandbox
from tests.integration.installing.conftest import WORKSPACE, Browser, rows

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("refreshing_process.py")
CRMS = ["hubspot", "salesforce"]


@contextmanager
def process(services: Services, connection: str, die: str = "live") -> Iterator[subprocess.Popen[str]]:
    settings = services.settings
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CRM_AI_", "COVERAGE_"))
    } | {
        "CRM_AI_HOME": str(settings.home),
        "CRM_AI_DATABASE_URL": settings.database_url,
        "CRM_AI_REDIS_URL": settings.redis_url,
        "CRM_AI_SECRET_KEY": settings.secret_key.get_secret_value() if settings.secret_key else "",
        "CRM_AI_ALLOW_INSECURE": "1",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, str(PROGRAM), WORKSPACE, connection, die]
    started = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=settings.home
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def said(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    while line := started.stdout.readline():
        if (word := line.strip()) and " " not in word:  # else a line of the log
            return word
    return f"ended with {started.wait(30)}"


def go(started: subprocess.Popen[str]) -> None:
    assert started.stdin is not None
    started.stdin.write("go\n")
    started.stdin.flush()


@pytest.fixture
def crms(
    portal: SandboxServer, org: SalesforceSandbox
) -> Iterator[dict[str, SandboxServer | SalesforceSandbox]]:
    portal.account.tokens._installed = True
    portal.account.tokens.rotate_refresh = True
    yield {"hubspot": portal, "salesforce": org}
    portal.account.tokens.rotate_refresh = False
    portal.clear_faults()
    org.clear_faults()


def expire(crm: SandboxServer | SalesforceSandbox) -> None:
    (crm.account if isinstance(crm, SandboxServer) else crm.org).tokens.expire_access()


@pytest.mark.parametrize("connector", CRMS)
def test_of_two_processes_one_refreshes(
    connector: str,
    services: Services,
    browser: Browser,
    link: Callable[..., str],
    crms: dict[str, SandboxServer],
) -> None:
    browser.connect(link(connector))
    crm, key = crms[connector], f"{connector}-1"
    with process(services, key) as one, process(services, key) as other:
        assert [said(one), said(other)] == ["ready", "ready"]
        before = services.connections.secrets(WORKSPACE, key).load()
        expire(crm)
        # The first one's refresh takes so long that the other certainly comes while it is under way.
        crm.add_fault(Fault("latency", path="/token", ms=700, times=None))
        crm.requests.clear()
        go(one)
        go(other)
        assert [said(one), said(other)] == ["ok", "ok"]
    assert len(crm.requests.entries(path="/token")) == 1
    after = services.connections.secrets(WORKSPACE, key).load()
    assert after["refresh_token"] != before["refresh_token"]
    crm.clear_faults()
    expire(crm)
    with services.connections.open(WORKSPACE, key) as connected:
        connected.check()
    assert rows(services)[0].status == "active"


def test_a_token_that_dies_with_its_process_ends_in_reauthorise_and_one_link_mends_it(
    services: Services, browser: Browser, link: Callable[..., str], crms: dict[str, SandboxServer]
) -> None:
    browser.connect(link("salesforce"))
    org, key = crms["salesforce"], "salesforce-1"
    expire(org)
    with process(services, key, "die") as started:
        assert said(started) == "ready"
        go(started)
        assert said(started) == "ended with 9"
    # Salesforce has replaced the token, and nobody knows the new one. The lock the dead process held runs out.
    services.redis.delete(*services.redis.keys("crm-ai:refresh:*"))
    for _ in range(2):
        org.requests.clear()
        with pytest.raises(ReauthoriseError), services.connections.open(WORKSPACE, key) as connected:
            connected.check()
    assert org.requests.entries() == [], "the second time nobody called"
    assert rows(services)[0].status == "reauthorise"
    assert browser.connect(link("salesforce", connection=key)).status_code == 200
    with services.connections.open(WORKSPACE, key) as connected:
        connected.check()


@pytest.mark.parametrize("connector", CRMS)
def test_who_comes_with_an_old_token_finds_the_new_one(
    connector: str,
    services: Services,
    browser: Browser,
    link: Callable[..., str],
    crms: dict[str, SandboxServer],
) -> None:
    browser.connect(link(connector))
    crm, key = crms[connector], f"{connector}-1"
    with (
        services.connections.open(WORKSPACE, key) as slow,
        services.connections.open(WORKSPACE, key) as quick,
    ):
        slow.check()
        expire(crm)
        quick.check()
        crm.requests.clear()
        slow.check()
        assert crm.requests.entries(path="/token") == []


def test_an_admin_who_connects_again_is_not_overwritten_by_a_refresh_under_way(
    services: Services, browser: Browser, link: Callable[..., str], crms: dict[str, SandboxServer]
) -> None:
    browser.connect(link("salesforce"))
    org, key = crms["salesforce"], "salesforce-1"
    with process(services, key) as started:
        assert said(started) == "ready"
        expire(org)
        org.add_fault(Fault("latency", path="/token", ms=1500, times=1))
        org.requests.clear()
        go(started)
        while not services.redis.exists(f"crm-ai:refresh:{WORKSPACE}:{key}"):
            time.sleep(0.01)
        made = browser.connect(link("salesforce", connection=key))
        assert made.status_code == 200
        new = services.connections.secrets(WORKSPACE, key).load()
        assert said(started) == "ok"
    assert services.connections.secrets(WORKSPACE, key).load()["refresh_token"] == new["refresh_token"]
    with services.connections.open(WORKSPACE, key) as connected:
        connected.check()

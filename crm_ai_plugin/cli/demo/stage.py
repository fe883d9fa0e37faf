"""Everything the story needs running: the whole product, embedded, and a sandbox CRM beside it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...ports.clock import system_clock
from ...runtime.processes import embedded
from ...runtime.processes.embedded import Address
from ...runtime.processes.supervisor import Child, Supervisor
from ...runtime.services import Services
from ...settings import DATABASE, Settings
from ...testing.sandbox import SandboxServer
from .memory import Memory, today

WORKSPACE = "demo"
CONNECTION = "hubspot-sandbox"
WORKERS = 2
SEED = 7
SANDBOX_CALLS = {"crm": (2000, 10), "search": (200, 1)}
"""The sandbox is ours, so its account may be called more often than a real one."""


@dataclass(frozen=True)
class Stage:
    """What runs during the demo."""

    services: Services
    sandbox: SandboxServer
    address: Address
    supervisor: Supervisor
    web: Child
    memory: Memory
    recalled: bool
    """Whether the CRM's records are those of an earlier demo, still true."""


@contextmanager
def set_up(base: Settings, host: str, port: int) -> Iterator[Stage]:
    """Yield the running product with a connected sandbox; everything ends with the block.

    The state of an earlier demo is thrown away: the sandbox CRM starts anew, and advice about a world
    that is gone would only confuse.
    """
    home = base.home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    address = Address(host, port or embedded.free_port(host))
    embedded.require_free(address)
    day = today(system_clock())
    with SandboxServer(
        seed=SEED,
        now=day,
        webhook_target=f"{address.url}/webhooks/hubspot",
        client_secret=secrets.token_urlsafe(24),
    ) as sandbox:
        settings = _settings(base, home, address, sandbox)
        with Supervisor(home / "logs") as supervisor:
            settings = embedded.start_redis(supervisor, settings)
            services = Services(settings)
            memory = Memory(base.home / "demo-memory", SEED, day, services.store.revision()[1])
            recalled = memory.recall(home / DATABASE)
            services.store.upgrade()
            _connect(services, sandbox)
            web = embedded.web_child(settings, address)
            environment = _environment(settings, sandbox)
            children = [
                web,
                *(embedded.worker_child(settings, n + 1) for n in range(WORKERS)),
                embedded.scheduler_child(settings),
            ]
            for child in children:
                child.env = {**child.env, **environment}
                supervisor.spawn(child)
            try:
                yield Stage(services, sandbox, address, supervisor, web, memory, recalled)
            finally:
                services.close()


def _settings(base: Settings, home: Path, address: Address, sandbox: SandboxServer) -> Settings:
    return base.model_copy(
        update={
            "home": home,
            # A demo never touches the installation's own database or queue.
            "database_url": "",
            "redis_url": "",
            "public_url": address.url,
            "workspace": WORKSPACE,
            "allow_insecure": True,
            "hubspot": base.hubspot.model_copy(update={"app_id": str(sandbox.app_id)}),
        }
    )


def _environment(settings: Settings, sandbox: SandboxServer) -> dict[str, str]:
    return {
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_WORKSPACE": settings.workspace,
        "CRM_AI_HUBSPOT__CLIENT_SECRET": sandbox.client_secret,
    }


def _connect(services: Services, sandbox: SandboxServer) -> None:
    services.connect(
        WORKSPACE,
        CONNECTION,
        "hubspot",
        str(sandbox.portal_id),
        {
            "api_base": sandbox.url,
            "app_base": sandbox.url,
            "portal_id": str(sandbox.portal_id),
            "app_id": str(sandbox.app_id),
            "allow_insecure": True,
            "limits": SANDBOX_CALLS,
        },
        {
            "access_token": sandbox.access_token,
            "refresh_token": sandbox.refresh_token,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
        },
    )

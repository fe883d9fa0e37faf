"""The whole embedded product on a sandbox CRM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import SandboxServer

from . import servers

WORKERS = 2
LIMITS = {"crm": (100_000, 10), "search": (100_000, 10)}
"""The sandbox is ours: what is measured is the way of an event, not a CRM's patience."""


@dataclass(frozen=True)
class Product:
    """What runs."""

    supervisor: Supervisor
    settings: Settings
    services: Services
    address: Address
    web: Child


@contextmanager
def sandbox(deals: int, latency_ms: int = 0) -> Iterator[SandboxServer]:
    """Yield a sandbox CRM that sends no webhooks of its own: the benchmarks send them and know when."""
    with SandboxServer(
        deals=deals, client_secret=servers.SECRET, portal_id=servers.PORTAL, app_id=servers.APP
    ) as crm:
        crm.account.faults.latency_ms = latency_ms
        yield crm


@contextmanager
def product(folder: Path, crm: SandboxServer) -> Iterator[Product]:
    """Yield the product, connected, its CRM read and learned from; everything ends with the block."""
    address = servers.address()
    with Supervisor(folder / "logs") as supervisor:
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, address.port))
        services = servers.prepare(settings)
        try:
            _connect(services, crm)
            services.syncing.run(servers.WORKSPACE, servers.CONNECTION)
            services.learning.run_all(servers.WORKSPACE)
            others = [embedded.worker_child(settings, n + 1) for n in range(WORKERS)]
            for child in (*others, embedded.scheduler_child(settings)):
                child.env = servers.child_env(settings)
                supervisor.spawn(child)
            web = servers.ours(supervisor, settings, address)
            yield Product(supervisor, settings, services, address, web)
        finally:
            services.close()


def _connect(services: Services, crm: SandboxServer) -> None:
    services.connect(
        servers.WORKSPACE,
        servers.CONNECTION,
        "hubspot",
        str(crm.portal_id),
        {
            "api_base": crm.url,
            "app_base": crm.url,
            "portal_id": str(crm.portal_id),
            "app_id": str(crm.app_id),
            "allow_insecure": True,
            "limits": LIMITS,
        },
        {
            "access_token": crm.access_token,
            "refresh_token": crm.refresh_token,
            "client_id": crm.client_id,
            "client_secret": crm.client_secret,
        },
    )

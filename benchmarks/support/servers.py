"""A private set of servers: fresh folder, free ports, gone afterwards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings

from .errors import BenchmarkError
from .measure import listens

SECRET = "bench-client-secret"  # signs made-up events on loopback
WORKSPACE, CONNECTION, PORTAL, APP = "bench", "hubspot", 4242001, 990001
PATIENCE_S = 120.0


@contextmanager
def home() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="crm-ai-bench-") as folder:
        yield Path(folder)


def settings_in(folder: Path, port: int) -> Settings:
    """Return the settings of a private installation."""
    return Settings.load(
        env_file=None,
        home=folder,
        public_url=f"http://127.0.0.1:{port}",
        allow_insecure=True,
        workspace=WORKSPACE,
        hubspot={"client_secret": SECRET, "app_id": str(APP)},
        log_level="warning",
    )


def child_env(settings: Settings) -> Mapping[str, str]:
    """Return the environment of child processes of `settings`."""
    return {
        **embedded.environment(settings),
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_HUBSPOT__CLIENT_SECRET": SECRET,
        "CRM_AI_HUBSPOT__APP_ID": str(APP),
        "CRM_AI_WORKSPACE": WORKSPACE,
        "CRM_AI_LOG_LEVEL": "warning",
    }


def address() -> Address:
    """Return a free loopback address."""
    found = Address("127.0.0.1", embedded.free_port())
    embedded.require_free(found)
    return found


def ours(supervisor: Supervisor, settings: Settings, where: Address, threads: int = 16) -> Child:
    """Start the product's web process."""
    child = embedded.web_child(settings, where, threads)
    child.env = child_env(settings)
    return _start(supervisor, child, where)


def other(
    supervisor: Supervisor, name: str, target: str, where: Address, env: Mapping[str, str], threads: int = 16
) -> Child:
    """Start another WSGI app under the same server and the same number of threads."""
    child = Child(name, [
        sys.executable, "-m", "gunicorn", target, "--bind", f"{where.host}:{where.port}", "--worker-class", "gthread",
        "--threads", str(threads), "--log-level", "warning", "--no-control-socket",
    ], ready=lambda: embedded._healthy(where), env=env)  # fmt: skip  # noqa: SLF001
    return _start(supervisor, child, where)


def prepare(settings: Settings) -> Services:
    """Return services on a fresh schema."""
    services = Services(settings)
    services.store.upgrade()
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    return services


def _start(supervisor: Supervisor, child: Child, where: Address) -> Child:
    embedded.require_free(where)
    supervisor.start(child, wait_s=PATIENCE_S)
    if child.process is None or (sys.platform == "linux" and not listens(child.process.pid, where.port)):
        raise BenchmarkError(f"what answers on port {where.port} is not the {child.name} that was started")
    return child

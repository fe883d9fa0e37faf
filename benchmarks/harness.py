"""What the benchmarks share: a private set of servers, a load from a process of its own, and quantiles.

Machines are shared and noisy, so nothing here compares with a number from another run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_ai_plugin.runtime import embedded
from crm_ai_plugin.runtime.embedded import Address
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.runtime.supervisor import Child, Supervisor
from crm_ai_plugin.settings import Settings

SECRET = "bench-client-secret"  # signs made-up events on loopback
WORKSPACE, CONNECTION, PORTAL, APP = "bench", "hubspot", "424242", "4711"


@dataclass(frozen=True)
class Load:
    """What one load brought: seconds per request and seconds in all."""

    latencies: list[float]
    elapsed: float
    failures: int

    @property
    def per_second(self) -> float:
        """Requests per second over the whole load."""
        return len(self.latencies) / self.elapsed


def quantile(values: Sequence[float], q: float) -> float:
    """Return the `q` quantile of `values` by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


@contextmanager
def home() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="crm-ai-bench-") as folder:
        yield Path(folder)


def settings_in(folder: Path, port: int, **changes: object) -> Settings:
    """Return the settings of a private installation."""
    return Settings.load(
        env_file=None,
        home=folder,
        public_url=f"http://127.0.0.1:{port}",
        allow_insecure=True,
        workspace=WORKSPACE,
        hubspot={"client_secret": SECRET, "app_id": APP},
        log_level="warning",
        **changes,
    )


def child_env(settings: Settings) -> Mapping[str, str]:
    """Return the environment of child processes of `settings`."""
    return {
        **embedded.environment(settings),
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_HUBSPOT__CLIENT_SECRET": SECRET,
        "CRM_AI_HUBSPOT__APP_ID": APP,
        "CRM_AI_WORKSPACE": WORKSPACE,
        "CRM_AI_LOG_LEVEL": "warning",
    }


def web(settings: Settings, address: Address, threads: int = 16) -> Child:
    """Return the product's web process."""
    child = embedded.web_child(settings, address, threads)
    child.env = child_env(settings)
    return child


def serve(
    supervisor: Supervisor, name: str, target: str, address: Address, env: Mapping[str, str], threads: int
) -> None:
    """Start another WSGI app under the same server and the same number of threads."""
    argv = [
        sys.executable, "-m", "gunicorn", target, "--bind", f"{address.host}:{address.port}", "--worker-class", "gthread",
        "--threads", str(threads), "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    supervisor.start(Child(name, argv, ready=lambda: embedded._healthy(address), env=env))  # noqa: SLF001


def address() -> Address:
    """Return a free loopback address; refuses one that is taken in the meantime."""
    found = Address("127.0.0.1", embedded.free_port())
    embedded.require_free(found)
    return found


def prepare(settings: Settings) -> Services:
    """Return services on a fresh schema with one connection."""
    services = Services(settings)
    services.store.upgrade()
    with services.store.system() as system:
        system.workspaces.ensure(WORKSPACE, WORKSPACE)
    return services


def load(url: str, bodies: list[bytes], *, senders: int, sign: bool) -> Load:
    """Send `bodies` from `senders` concurrent connections of another process."""
    spec = {
        "url": url,
        "senders": senders,
        "secret": SECRET if sign else None,
        "bodies": [b.decode() for b in bodies],
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.loadgen"],
        input=json.dumps(spec),
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    return Load(result["latencies"], result["elapsed"], result["failures"])


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def descendants(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += descendants(int(child))
    return found

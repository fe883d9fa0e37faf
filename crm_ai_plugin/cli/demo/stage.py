"""Everything the story needs running: the whole product, embedded, and a sandbox CRM beside it."""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import ConfigurationError
from ...ports.clock import system_clock
from ...runtime.processes import embedded
from ...runtime.processes.embedded import Address
from ...runtime.processes.supervisor import Child, Supervisor
from ...runtime.services import Services
from ...settings import DATABASE, Settings
from ...testing.sandbox import playing
from ...testing.sandbox.playing import PlayedCrm
from .connecting import connect, installed
from .memory import Memory, today

WORKSPACE = "demo"
METHODOLOGY = "meddicc"
"""So that the demo shows a scorecard; an installation has none until its admin chooses."""
WORKERS = 2
SEED = 7


@dataclass(frozen=True)
class Stage:
    """What runs during the demo."""

    services: Services
    sandbox: PlayedCrm
    connection: str
    address: Address
    supervisor: Supervisor
    web: Child
    memory: Memory
    recalled: bool
    """Whether the CRM's records are those of an earlier demo, still true."""


@contextmanager
def set_up(base: Settings, host: str, port: int, crm: str) -> Iterator[Stage]:
    """Yield the running product with a connected sandbox; everything ends with the block.

    The state of an earlier demo is thrown away: the sandbox CRM starts anew, and advice about a world
    that is gone would only confuse.
    """
    home = base.home / "demo"
    address = Address(host, port or embedded.free_port(host))
    embedded.require_free(address)
    day = today(system_clock())
    connection = f"{crm}-sandbox"
    with (
        _alone(base.home),
        playing.load(crm)(seed=SEED, now=day, client_secret=secrets.token_urlsafe(24)) as sandbox,
    ):
        shutil.rmtree(home, ignore_errors=True)
        wiring = sandbox.wiring()
        settings = installed(_settings(base, home, address), wiring)
        with Supervisor(home / "logs") as supervisor:
            settings = embedded.start_redis(supervisor, settings)
            services = Services(settings)
            memory = Memory(base.home / "demo-memory", crm, SEED, day, services.store.revision()[1])
            recalled = memory.recall(home / DATABASE)
            services.store.upgrade()
            services.advice_controls.use_methodology(WORKSPACE, METHODOLOGY, "demo")
            target = connect(services, WORKSPACE, connection, wiring)
            sandbox.webhooks.configure(target=target)
            web = embedded.web_child(settings, address)
            environment = {
                "CRM_AI_ALLOW_INSECURE": "1",
                "CRM_AI_WORKSPACE": settings.workspace,
                **wiring.environment(),
            }
            children = [
                web,
                *(embedded.worker_child(settings, n + 1) for n in range(WORKERS)),
                embedded.scheduler_child(settings),
            ]
            for child in children:
                child.env = {**child.env, **environment}
                supervisor.spawn(child)
            try:
                yield Stage(services, sandbox, connection, address, supervisor, web, memory, recalled)
            finally:
                services.close()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep a second demo out, which would throw away what this one stands on."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "demo.lock").open("w")
    except OSError as error:
        raise ConfigurationError(
            f"can't use {home} as home: {error.strerror}", code="home_unwritable", hint="set CRM_AI_HOME"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigurationError(
                f"a demo is already running in {home}",
                code="demo_running",
                hint="stop it, or give this one a folder of its own: CRM_AI_HOME",
            ) from None
        yield


def _settings(base: Settings, home: Path, address: Address) -> Settings:
    return base.model_copy(
        update={
            "home": home,
            # A demo never touches the installation's own database or queue.
            "database_url": "",
            "redis_url": "",
            "public_url": address.url,
            "workspace": WORKSPACE,
            "allow_insecure": True,
        }
    )

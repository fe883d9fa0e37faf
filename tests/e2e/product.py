"""The whole product as real processes, beside a sandbox CRM, with what it takes to harm it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from crm_ai_plugin.cli.demo.connecting import connect
from crm_ai_plugin.ports.receiver import Event, RawDelivery
from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.embedded import Address
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import EventSettings, Settings
from crm_ai_plugin.testing.sandbox import Delivery, Fault, playing
from crm_ai_plugin.testing.sandbox.playing import Action, PlayedCrm, Wiring
from crm_ai_plugin.testing.sandbox.state import Change
from tests.fixtures.planted_secrets import PLANTED

WORKSPACE, CONNECTION = "acme", "crm-1"
SECRET = PLANTED["client secret"]
WORKERS = ("worker-1", "worker-2")
LEASE_S, SWEEP_S = 1.5, 0.4


@dataclass
class Product:
    """What runs. `services` are the test's own, on the same database; `target` is where the CRM's events go."""

    sandbox: PlayedCrm
    wiring: Wiring
    target: str
    services: Services
    supervisor: Supervisor
    random: Random
    environment: Mapping[str, str]
    """What its processes have of variables that this machine's have not."""
    killed: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Where a browser finds a path of ours."""
        return self.services.settings.public_url.rstrip("/") + path

    @contextmanager
    def serve_beside(self) -> Iterator[Beside]:
        """Yield a second web process of the same installation: its port is another, database and queue are the same."""
        settings = self.services.settings
        address = Address("127.0.0.1", embedded.free_port())
        child = embedded.web_child(settings, address)
        child.name = "web-beside"
        child.env = {**child.env, **self.environment}
        # Nobody watches it: once killed it stays so until it is started again.
        with Supervisor(settings.home / "logs") as supervisor:
            beside = Beside(address, child, supervisor)
            beside.start()
            yield beside

    def kill(self, *names: str) -> None:
        """SIGKILL these processes with all their children, now."""
        pids = self.supervisor.pids()
        for name in names:
            if name in pids:
                _kill(pids[name])
                self.killed.append(name)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Let no worker do anything, as when all of them are busy."""
        pids = [self.supervisor.pids()[name] for name in WORKERS]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def kill_at_write(self, action: Action, which: Callable[[], bool] = lambda: True) -> threading.Event:
        """Kill all workers when the CRM has next stored something of ours and has not answered yet.

        `which` is asked then, with it stored: False waits for another write.
        """
        return self.at_next_write(action, lambda: self.kill(*WORKERS), which)

    def lose_next_answer(self, action: Action) -> threading.Event:
        """Hang up on whoever next writes: it is stored and nobody hears of it."""
        reach = self.sandbox.reaches[action]
        hang_up = Fault("drop_response", path=reach.path, method=reach.method)
        return self.at_next_write(action, lambda: self.sandbox.add_fault(hang_up))

    def at_next_write(
        self, action: Action, do: Callable[[], None], which: Callable[[], bool] = lambda: True
    ) -> threading.Event:
        """Do something in the CRM between storing our next write and answering it."""
        done, reach = threading.Event(), self.sandbox.reaches[action]

        def on_changes(changes: list[Change]) -> None:
            ours = any(c.kind in reach.kinds and c.source == self.sandbox.app_source for c in changes)
            if ours and not done.is_set() and which():
                done.set()
                do()

        self.sandbox.store.listen(on_changes)
        return done

    def slow_next_note(self, seconds: float) -> threading.Event:
        """Let the CRM take its time before it stores our next note; returns what is set when it has."""
        reach = self.sandbox.reaches["note"]
        self.sandbox.add_fault(Fault("latency", ms=int(seconds * 1000), method=reach.method, path=reach.path))
        return self.at_next_write("note", lambda: None)

    def events_of(self, delivery: Delivery) -> Sequence[Event]:
        """Read a delivery as the product's receiver does."""
        webhooks = self.sandbox.webhooks
        body, headers = webhooks.written(list(delivery.events), webhooks.options)
        if self.wiring.path:
            app_id = str(self.wiring.config["app_id"])
            return self.services.registry.receiver(self.wiring.connector).parse(body, app_id=app_id)
        route, token = self.target.rsplit("/", 2)[1:]
        bound = self.services.endpoints.resolve(route, token)
        lower = {name.lower(): value for name, value in headers.items()}
        raw = RawDelivery("POST", self.target, lower, body, datetime.now(UTC))
        return bound.receiver.parse(raw, bound.endpoint)

    def kill_at_call(self, number: int, name: str) -> None:
        """Kill a worker at the CRM's `number`-th answer from now on, so in the middle of some work."""
        answered = len(self.sandbox.requests.entries())
        wait_for(lambda: len(self.sandbox.requests.entries()) >= answered + number, "a call")
        wait_for(lambda: name in self.supervisor.pids(), "a new worker")
        self.kill(name)

    def idle(self) -> bool:
        """Whether nothing accepted is undone, here or on its way here."""
        before = len(self.sandbox.webhooks.deliveries())
        return (
            self._empty()
            and self.sandbox.webhooks.flush(10)
            and self._empty()
            and len(self.sandbox.webhooks.deliveries()) == before
        )

    def _empty(self) -> bool:
        with self.services.store.system() as system:
            if system.inbox.unparsed(1):
                return False
        with self.services.store.workspace(WORKSPACE) as session:
            return session.work.open_count() == 0 and not session.outbox.list(state="pending", limit=1)


@dataclass
class Beside:
    """Another web process."""

    address: Address
    child: Child
    supervisor: Supervisor

    def url(self, path: str) -> str:
        """Where a browser finds a path of ours on this process."""
        return self.address.url + path

    def start(self) -> None:
        """Start it, anew where it was killed, and wait until it answers."""
        self.supervisor.start(self.child, wait_s=180)

    def kill(self) -> None:
        """SIGKILL it with all its children, and wait until it is gone."""
        assert self.child.process is not None
        _kill(self.child.process.pid)
        self.child.process.wait()


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 180.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about within {seconds:.0f} s"
        time.sleep(0.02)


@contextmanager
def running(
    home: Path,
    database_url: str,
    seed: int,
    crm: str,
    *,
    deals: int = 30,
    lease_s: float = LEASE_S,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Product]:
    """Yield the product: web under gunicorn, two workers, scheduler, embedded queue, and its CRM.

    Args:
        deals: How many deals the CRM holds.
        lease_s: Seconds until work of a killed worker is taken up by another.
        environment: More variables of the product's processes, as `CRM_AI_NOTICES__EVERY_S`.
    """
    address = Address("127.0.0.1", embedded.free_port())
    with (
        playing.load(crm)(seed=7, deals=deals, client_secret=SECRET) as sandbox,
        Supervisor(home / "logs") as supervisor,
    ):
        settings = Settings.load(
            env_file=None,
            home=home,
            database_url=database_url,
            public_url=address.url,
            workspace=WORKSPACE,
            allow_insecure=True,
            secret_key=PLANTED["secret key"],
            events=EventSettings(lease_s=lease_s, sweep_s=SWEEP_S, coalesce_ms=100),
        )
        settings = embedded.start_redis(supervisor, settings)
        services = Services(settings)
        wiring = sandbox.wiring()
        # A call may be slow without its worker being dead, so longer than a lease.
        patient = {**wiring.config, "read_timeout_s": lease_s * 4}
        target = connect(services, WORKSPACE, CONNECTION, replace(wiring, config=patient))
        sandbox.webhooks.configure(target=target)
        # Now, because advice may rightly change when more has been learned, and the first load leads to learning.
        services.syncing.run(WORKSPACE, CONNECTION)
        services.learning.run_all(WORKSPACE)
        children = [
            embedded.web_child(settings, address),
            *(embedded.worker_child(settings, n + 1) for n in range(len(WORKERS))),
            embedded.scheduler_child(settings),
        ]
        variables = {**wiring.environment(), **_environment(lease_s), **(environment or {})}
        for child in children:
            child.env = {**child.env, **variables}
            supervisor.spawn(child)
        over = threading.Event()
        watcher = threading.Thread(target=supervisor.watch, args=(over.is_set,), daemon=True)
        try:
            supervisor.wait(children[0], wait_s=180)
            watcher.start()
            yield Product(sandbox, wiring, target, services, supervisor, Random(seed), variables)
        except BaseException:
            _show_logs(home / "logs")
            raise
        finally:
            over.set()
            if watcher.is_alive():
                watcher.join(20)
            services.close()


def _show_logs(folder: Path) -> None:
    for log in sorted(folder.glob("*.log")):
        print(f"--- {log.name}", *log.read_text(errors="replace").splitlines()[-15:], sep="\n")


def _environment(lease_s: float) -> dict[str, str]:
    return {
        "CRM_AI_ALLOW_INSECURE": "1",
        "CRM_AI_SECRET_KEY": PLANTED["secret key"],
        "CRM_AI_WORKSPACE": WORKSPACE,
        "CRM_AI_EVENTS__LEASE_S": str(lease_s),
        "CRM_AI_EVENTS__SWEEP_S": str(SWEEP_S),
        "CRM_AI_EVENTS__COALESCE_MS": "100",
    }


def _kill(pid: int) -> None:
    for one in (pid, *_children(pid)):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    try:
        found = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return found + [grandchild for child in found for grandchild in _children(child)]

"""Live updates: what a thousand idle pages cost one web process, how soon an event is told, and a stored card meanwhile.

The other side is a page that asks every three seconds, which is what pages do that know nothing of live updates.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, cast
from urllib.parse import urlsplit

from crm_ai_plugin.records import Activity, ActivityType, Deal
from crm_ai_plugin.runtime.connections import FILES
from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import Services

from .support import servers
from .support.errors import BenchmarkError
from .support.measure import descendants, pss_mb, quantile, rss_mb

PAGES_PER_KEY = 40
DEAL, CRM = "7", "files-1"


@dataclass(frozen=True)
class Size:
    """How much is opened, told and asked for."""

    pages: int
    events: int
    cards: int
    per_second: int
    asks_every_s: float = 3.0


FULL = Size(pages=1_000, events=200, cards=1_000, per_second=50)
TINY = Size(pages=8, events=4, cards=4, per_second=20, asks_every_s=0.2)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, Supervisor(folder / "logs") as supervisor:
        where = servers.address()
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, where.port))
        services = servers.prepare(settings)
        keys = filled(services, size.pages // PAGES_PER_KEY + 1)
        web = servers.ours(supervisor, settings, where)
        for _ in range(20):
            _card(where.url, keys[0])  # everything that a first request loads is loaded
        before = _memory(web)
        card_alone = _cards(where.url, keys[0], size)
        asking = _Asking(where.url, keys[-1], size.asks_every_s)
        with _pages(where.url, keys, size) as process:
            with_pages = _memory(web)
            asking.start()
            try:
                told, asked = _told(services, process, asking, size)
            finally:
                asking.stop()
            card_beside = _cards(where.url, keys[0], size)
        services.close()
    each = (with_pages[1] - before[1]) / size.pages * 1024
    print(f"{'':44}{'ours':>12}{'asking':>12}  target")
    print(f"{f'web process with {size.pages} idle pages, RSS':44}{with_pages[0]:>9.0f} MB{'':>12}  < 300 MB")
    print(f"{'  without them':44}{before[0]:>9.0f} MB")
    print(f"{'  each page':44}{each:>9.1f} kB")
    _line("event told, p50", quantile(told, 0.5), quantile(asked, 0.5), "< 3 s")
    _line("event told, p95", quantile(told, 0.95), quantile(asked, 0.95))
    _line(f"stored card, {size.per_second}/s, p95", quantile(card_alone, 0.95), None, "< 50 ms")
    _line("  beside the pages", quantile(card_beside, 0.95), None, "< 50 ms")


def _line(what: str, ours: float, other: float | None, target: str = "") -> None:
    beside = "" if other is None else f"{other * 1000:.0f} ms"
    print(f"{what:44}{ours * 1000:>9.1f} ms{beside:>12}  {target}".rstrip())


def _mails(now: datetime) -> list[Activity]:
    return [
        Activity(
            id=str(day),
            type=ActivityType.EMAIL,
            deal_id=DEAL,
            at=now - timedelta(days=day),
            subject="Offer",
            body="The price is above what our CFO signs off. Who else has to agree?",
        )
        for day in range(1, 40)
    ]


def filled(services: Services, keys: int) -> list[str]:
    """Store a deal with advice; returns so many API keys."""
    now = services.clock()
    services.connect(servers.WORKSPACE, CRM, FILES, "files", {}, {})
    with services.store.workspace(servers.WORKSPACE) as session:
        session.records.upsert(
            CRM, [Deal(id=DEAL, name="A deal", created_at=now - timedelta(days=40)), *_mails(now)]
        )
    if not services.refreshing.now(servers.WORKSPACE, CRM, DEAL):
        raise BenchmarkError("there is no advice to show")
    with services.store.system() as system:
        return [system.api_keys.create(servers.WORKSPACE, "bench") for _ in range(keys)]


def _memory(web: Child) -> tuple[float, float]:
    """Return (RSS, PSS) of the process that holds the connections, in MB."""
    if web.process is None:
        raise BenchmarkError("the web process is gone")
    workers = descendants(web.process.pid)[1:]
    return max(map(rss_mb, workers)), max(map(pss_mb, workers))


def _card(url: str, key: str, connection: http.client.HTTPConnection | None = None) -> float:
    parts = urlsplit(url)
    held = connection or http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    start = time.perf_counter()
    held.request("GET", f"/api/cards/deal_coach/deal/{DEAL}", headers={"Authorization": f"Bearer {key}"})
    answer = held.getresponse()
    answer.read()
    took = time.perf_counter() - start
    if answer.status not in (200, 429):
        raise BenchmarkError(f"the card answered {answer.status}")
    if connection is None:
        held.close()
    return took


def _cards(url: str, key: str, size: Size) -> list[float]:
    """Ask for the card so often a second, whether or not the last has come: who waits is measured as well."""
    took: list[float] = []
    lock = threading.Lock()
    begins = time.perf_counter() + 0.2
    numbers = iter(range(size.cards))
    parts = urlsplit(url)

    def ask() -> None:
        held = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                held.close()
                return
            due = begins + number / size.per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            _card(url, key, held)
            with lock:
                took.append(time.perf_counter() - due)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took


class _pages:  # noqa: N801  # used like a function
    """Pages in a process of their own, as long as the block lasts."""

    def __init__(self, url: str, keys: list[str], size: Size) -> None:
        self._spec = {
            "url": url.replace("http", "ws", 1) + "/ws",
            "keys": keys,
            "pages": size.pages,
            "events": size.events,
        }

    def __enter__(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.support.idle_pages"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        _write(self._process, json.dumps(self._spec))
        _read(self._process)
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)


def _told(
    services: Services, process: subprocess.Popen[str], asking: _Asking, size: Size
) -> tuple[list[float], list[float]]:
    """Return seconds until each event was told to a page, and until one that asks had heard of it."""
    sent: dict[str, float] = {}
    for number in range(size.events):
        sent[f"job-{number}"] = time.time()
        services.live.job_moved(servers.WORKSPACE, f"job-{number}", "done")
        time.sleep(asking.every_s * 2 / size.events)
    _write(process, "")
    came: dict[str, float] = _read(process)["came"]
    heard = asking.until(len(sent))
    return ([came[name] - at for name, at in sent.items()], [heard[name] - at for name, at in sent.items()])


class _Asking:
    """A page that asks now and then."""

    def __init__(self, url: str, key: str, every_s: float) -> None:
        self.every_s = every_s
        self._parts, self._key = urlsplit(url), key
        self._heard: dict[str, float] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._go_on)
        self._at = self._ask("")["at"]

    def until(self, events: int) -> dict[str, float]:
        """Go on until so many events were heard of, and return when."""
        ends = time.monotonic() + 60
        while len(self._heard) < events and time.monotonic() < ends:
            time.sleep(0.05)
        return self._heard

    def start(self) -> None:
        """Ask in a thread until told to stop."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._stopped.wait(self.every_s):
            found = self._ask(f"?since={self._at}")
            self._at = found["at"]
            now = time.time()
            self._heard |= {one["data"]["job"]: now for one in found["events"]}

    def _ask(self, query: str) -> dict[str, Any]:
        held = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=30)
        held.request("GET", f"/api/live{query}", headers={"Authorization": f"Bearer {self._key}"})
        found: dict[str, Any] = json.loads(held.getresponse().read())
        held.close()
        return found


def _write(process: subprocess.Popen[str], line: str) -> None:
    stream = cast("IO[str]", process.stdin)
    stream.write(line + "\n")
    stream.flush()


def _read(process: subprocess.Popen[str]) -> dict[str, Any]:
    line = cast("IO[str]", process.stdout).readline()
    if not line:
        raise BenchmarkError("the pages ended before their time")
    return cast("dict[str, Any]", json.loads(line))

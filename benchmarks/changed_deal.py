"""From a changed deal until its new score is kept, over a store of 10,000 deals: by itself, and while a model is learned.

Two workers, as the product starts them at the least. The other side is one process that does everything, where what
changed waits behind learning. The records are in the store already: `event_to_note` shows what a CRM adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crm_ai_plugin.records import Activity, ActivityType, Direction
from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Child, Supervisor
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import ConnectionRow

from .support import servers
from .support.cohort_store import CONNECTION, WORKSPACE, fill, settings_of
from .support.errors import BenchmarkError
from .support.measure import quantile

COACH = "deal_coach"
PATIENCE_S = 600.0
MAIL = "Our CFO asked why we should pay more than the other vendor is offering. Can you send the SOC 2 report before Friday?"


@dataclass(frozen=True)
class Size:
    """How many deals lie in the store, and how many change."""

    deals: int
    activities: int
    changes: int


FULL = Size(deals=10_000, activities=100_000, changes=20)
TINY = Size(deals=60, activities=120, changes=1)


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as home:
        fill(home, size.deals, size.activities)
        with Supervisor(home / "logs") as supervisor:
            settings = embedded.start_redis(supervisor, settings_of(home))
            services = Services(settings)
            try:
                _measure(services, settings, home, size)
            finally:
                services.close()


def _measure(services: Services, settings: Settings, home: Path, size: Size) -> None:
    with services.store.system() as system:
        system.connections.add(ConnectionRow(WORKSPACE, CONNECTION, "files", CONNECTION))
    # Every tenth deal of the store is open.
    open_deals = [f"d{number}" for number in range(9, size.deals, 10)]
    with _workers(home, embedded.worker_children(settings, 1)):
        learned = _timed(lambda: _learn(services), lambda: _learned_at(services) is not None)
        _changed(services, open_deals[0])  # the first of a process pays for its imports
        idle = [_changed(services, deal) for deal in open_deals[1 : 1 + size.changes]]
        _learn(services)
        before, busy, reads = _learned_at(services), list[float](), list[float]()
        for deal in open_deals[2 : 2 + size.changes]:
            busy.append(_changed(services, deal))
            reads.append(_read(services, deal))
        during = _learned_at(services) == before
        _until(lambda: _learned_at(services) != before, "the model was never learned")
    with _workers(home, [embedded.worker_child(settings, 1)]):
        before = _learned_at(services)
        _learn(services)
        _until(lambda: _is_taken(services), "nobody learns")
        alone = _changed(services, open_deals[3])
    print(
        f"{size.deals:,} deals; learning takes {learned:.1f} s here, measuring what it learns from included the first time"
    )
    print(f"{'seconds until a changed deal is scored':44}{'p50':>8}{'p90':>8}{'most':>8}  target")
    _row("nothing else to do", idle, "p90 under 2")
    _row("while a model is learned" + ("" if during else " (it ended before)"), busy, "p90 under 5")
    _row("one process for everything, while it learns", [alone], "")
    _row("reading a score while a model is learned", reads, "p90 under 0.1")


def _row(name: str, seconds: list[float], target: str) -> None:
    print(f"{name:44}{quantile(seconds, 0.5):8.3f}{quantile(seconds, 0.9):8.3f}{max(seconds):8.3f}  {target}")


@contextmanager
def _workers(home: Path, children: list[Child]) -> Iterator[None]:
    with Supervisor(home / "logs") as supervisor:
        for child in children:
            child.env = {**child.env, "CRM_AI_WORKSPACE": WORKSPACE, "CRM_AI_LOG_LEVEL": "warning"}
            supervisor.spawn(child)
        yield


def _changed(services: Services, deal: str) -> float:
    """Let a mail come in and return the seconds until the deal's new score is kept."""
    key = (WORKSPACE, CONNECTION, "deal", deal)
    start = time.perf_counter()
    now = datetime.now(UTC)
    mail = Activity(
        id=f"m{deal}-{now.timestamp()}",
        type=ActivityType.EMAIL,
        direction=Direction.INBOUND,
        at=now,
        subject="Re: next steps",
        body=MAIL,
        deal_id=deal,
    )
    with services.store.workspace(WORKSPACE) as session:
        session.records.upsert(CONNECTION, [mail])
        session.work.touch(CONNECTION, "deal", deal, "email.created", now)
    services.dispatcher.refresh(key)

    def done() -> bool:
        with services.store.workspace(WORKSPACE) as session:
            status = session.work.status(CONNECTION, "deal", deal)
        if status is not None and status.error_code is not None:
            raise BenchmarkError(f"the work failed: {status.error_code}")
        return status is not None and status.done_seq >= status.requested_seq

    _until(done, f"deal {deal} was never scored")
    took = time.perf_counter() - start
    with services.store.workspace(WORKSPACE) as session:
        if session.insights.latest(COACH, "deal", deal, CONNECTION) is None:
            raise BenchmarkError("no score was kept")
    return took


def _read(services: Services, deal: str) -> float:
    start = time.perf_counter()
    with services.store.workspace(WORKSPACE) as session:
        session.insights.latest(COACH, "deal", deal, CONNECTION)
    return time.perf_counter() - start


def _learn(services: Services) -> None:
    services.dispatcher.learn(WORKSPACE, COACH)


def _is_taken(services: Services) -> bool:
    return not services.redis.exists(f"crm-ai:queued:learn:{WORKSPACE}:{COACH}")


def _learned_at(services: Services) -> datetime | None:
    with services.store.workspace(WORKSPACE) as session:
        return session.learned.learned_at(COACH)


def _timed(do: Callable[[], None], done: Callable[[], bool]) -> float:
    start = time.perf_counter()
    do()
    _until(done, "nothing was learned")
    return time.perf_counter() - start


def _until(done: Callable[[], bool], failure: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise BenchmarkError(f"{failure} within {PATIENCE_S:.0f} s")
        time.sleep(0.005)

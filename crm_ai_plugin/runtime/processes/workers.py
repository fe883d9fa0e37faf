"""The long-running processes beside the web app: workers and the scheduler."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from ...errors import RetryableError
from .. import jobs
from ..dispatch import QUEUES
from ..services import Services, redis_url
from .signals import left_as_found, stop_on_signal

log = structlog.get_logger(__name__)

INBOX_KEPT = timedelta(days=30)
"""Raw deliveries are kept for replay, then pruned: they hold personal data."""

RELEARN_AFTER = timedelta(hours=24)
UNINSTALLS_EVERY_S = 600


def run_worker(services: Services, *, burst: bool = False) -> None:
    """Work off the queue until told to stop.

    A worker does jobs in its own process: they are short, and what dies with it is found by the sweeper,
    so the price of a fork per job (12 ms instead of 4.5) buys nothing here.
    """
    jobs.use(services)
    stop = threading.Event()
    sweeper = threading.Thread(target=_sweep_until, args=(services, stop), name="sweeper", daemon=True)
    sweeper.start()
    # A connection of its own, without a timeout: waiting for a job may take minutes.
    with Redis.from_url(redis_url(services.settings), socket_connect_timeout=2) as redis:
        queues = [Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES]
        worker = _Worker(queues, connection=redis, serializer=JSONSerializer, log_job_description=False)
        try:
            with left_as_found():  # RQ takes the signals over and keeps them
                worker.work(burst=burst, logging_level="WARNING")
        finally:
            stop.set()
            sweeper.join(timeout=5)
    if not burst and not worker.told_to_stop:
        # RQ gives up quietly, e.g. when the queue lost its data during a job; whoever runs us has to see it.
        raise RetryableError("the worker lost its queue", code="queue_lost", hint="start it again")


class _Worker(SimpleWorker):
    told_to_stop = False

    def request_stop(self, signum: Any, frame: Any) -> None:  # noqa: ANN401  # RQ's signature is untyped
        self.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def run_scheduler(services: Services) -> None:
    """Do the periodic work until told to stop."""
    with left_as_found():
        stop = stop_on_signal()
        while not stop.is_set():
            sweep_once(services)
            _guarded("housekeeping", lambda: _housekeeping(services))
            _guarded("keeping in step", services.keeping.run)
            _guarded("uninstalls", lambda: _uninstalls(services))
            stop.wait(services.settings.events.sweep_s)


def sweep_once(services: Services) -> None:
    """Sweep, unless another process has done so within the sweeping interval."""

    def sweep() -> None:
        pause_ms = int(services.settings.events.sweep_s * 1000)
        if services.redis.set("crm-ai:swept", "1", nx=True, px=max(1, pause_ms - 50)):
            services.sweeper.run()

    _guarded("sweep", sweep)


def _sweep_until(services: Services, stop: threading.Event) -> None:
    # Every worker sweeps (one at a time), so that nothing hangs on a scheduler that nobody started.
    while not stop.is_set():
        sweep_once(services)
        stop.wait(services.settings.events.sweep_s)


def _housekeeping(services: Services) -> None:
    if not services.redis.set("crm-ai:housekeeping", "1", nx=True, ex=600):
        return
    now = services.clock()
    with services.store.system() as system:
        system.inbox.prune(now - INBOX_KEPT)
        workspaces = [row.id for row in system.workspaces.list()]
    for workspace in workspaces:
        services.keeping.tidy(workspace)
        for feature in services.registry.features_for("deal"):
            with services.store.workspace(workspace) as session:
                learned_at = session.learned.learned_at(feature.key)
            if learned_at is None or learned_at < now - RELEARN_AFTER:
                services.dispatcher.learn(workspace, feature.key)


def _uninstalls(services: Services) -> None:
    if services.redis.set("crm-ai:uninstalls:looked", "1", nx=True, ex=UNINSTALLS_EVERY_S):
        services.uninstalled.look()


def _guarded(what: str, do: Callable[[], None]) -> None:
    try:
        do()
    except Exception as error:  # noqa: BLE001  # a sweeper that died unseen would leave work lying for good
        # Usually database or queue are away for the moment; the next round comes soon.
        log.warning("periodic_work_failed", what=what, error=type(error).__name__)

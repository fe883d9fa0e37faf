"""The processes that do queued work."""

from __future__ import annotations

import threading
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from ...errors import RetryableError
from .. import jobs
from ..dispatch import PROMPT, QUEUES
from ..services import Services, redis_url
from .scheduler import sweep_once
from .signals import left_as_found


def run_worker(services: Services, *, burst: bool = False, events_only: bool = False) -> None:
    """Work off the queue until told to stop.

    A worker does jobs in its own process: they are short, and what dies with it is found by the sweeper,
    so the price of a fork per job (12 ms instead of 4.5) buys nothing here.

    Args:
        services: What jobs use.
        burst: Stop when nothing is queued.
        events_only: Leave learning, measuring and syncing, which take their time, to other workers, so that a deal that
            changed is never behind them.
    """
    jobs.use(services)
    # Built now, so that what is wrong with it is said at the start and not at the first call.
    _ = services.language_model
    stop = threading.Event()
    sweeper = threading.Thread(target=_sweep_until, args=(services, stop), name="sweeper", daemon=True)
    sweeper.start()
    # A connection of its own, without a timeout: waiting for a job may take minutes.
    with Redis.from_url(redis_url(services.settings), socket_connect_timeout=2) as redis:
        queues = [
            Queue(name, connection=redis, serializer=JSONSerializer)
            for name in (PROMPT if events_only else QUEUES)
        ]
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


def _sweep_until(services: Services, stop: threading.Event) -> None:
    # Every worker sweeps (one at a time), so that nothing hangs on a scheduler that nobody started.
    while not stop.is_set():
        sweep_once(services)
        stop.wait(services.settings.events.sweep_s)

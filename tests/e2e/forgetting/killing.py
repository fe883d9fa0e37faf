"""A process of its own that forgets somebody and is killed in the middle of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.testing.sandbox.playing import Wiring

from .living import CONNECTION, WORKSPACE, close, opened

_PROCESSES = multiprocessing.get_context("forkserver")
# Read once, so that each process is there at once.
_PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Place:
    """Where the product is installed."""

    home: Path
    database_url: str
    redis_url: str
    wiring: Wiring = field(repr=False)


@dataclass(frozen=True)
class Ahead:
    """A clock that is ahead."""

    by: timedelta

    def __call__(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + self.by


def in_a_process(place: Place, contact: str, ahead: timedelta, dies_at: int | None, *, sweeps: bool) -> bool:
    """Forget a contact in another process; returns whether that came to its end.

    Args:
        place: Where.
        contact: Whom.
        ahead: How far its clock is ahead, so that the lease of one that was killed is over.
        dies_at: At which statement to the database or call of the CRM it is killed; None: it is not.
        sweeps: Whether the scheduler's round finds the erasure; else somebody asks for it again.
    """
    process = _PROCESSES.Process(target=_forget, args=(place, contact, ahead, dies_at, sweeps))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), "it failed by itself"
    return process.exitcode == 0


def _forget(place: Place, contact: str, ahead: timedelta, dies_at: int | None, sweeps: bool) -> None:
    services = opened(place.home, place.database_url, place.redis_url, place.wiring, clock=Ahead(ahead))
    if dies_at is not None:
        _die_at(services, dies_at)
    due = services.store.due_erasures(services.clock(), 10) if sweeps else ()
    if due:
        assert services.sweeper.run().erasures == len(due)
        for one in due:
            services.forgetting.run(one.workspace_id, one.erasure_id)
    else:
        services.forgetting.forget(WORKSPACE, contact, CONNECTION, by="anna")
    close(services)


def _die_at(services: Services, number: int) -> None:
    left = number

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def called(name: str, _: Any) -> None:
        if name == "http.client.send":
            count()

    def stated(*_: Any) -> None:
        count()

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(services.store.engine, moment, stated)
    sys.addaudithook(called)

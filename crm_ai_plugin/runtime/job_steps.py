"""How far a job that somebody waits for is: at which of its steps, and how much of that is done.

It stands in Redis, where every web process reads it, and is told to live pages. Nothing depends on it: without Redis a
job says only that it runs.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import cast

import structlog
from redis.exceptions import RedisError

from ..privacy import RedisKeys
from .live.feed import LiveFeed

log = structlog.get_logger(__name__)

KEYS = RedisKeys("crm-ai:steps:", "at which step a job is, by a hash of the job's name", lives="ten minutes")
_KEPT_S = 600
_TELL_EVERY_S = 0.4
"""How often a count is told: more would be more than anybody sees."""


@dataclass(frozen=True)
class Step:
    """Where a job is.

    Attributes:
        name: A stable word, e.g. ``read``.
        number: Which of its steps, from 1.
        of: How many steps it has.
        done: How much of the step is done, where it can be counted.
        total: Out of how many.
    """

    name: str
    number: int
    of: int
    done: int | None = None
    total: int | None = None


Tell = Callable[[str], None]
"""Told the name of the step that begins."""


def silent(_name: str) -> None:
    """Tell nobody."""


@dataclass
class Track:
    """One job on its way. A step that lies behind is not gone back to: a feature after another begins anew."""

    steps: tuple[str, ...]
    keep: Callable[[Step], None]
    _at: int = field(default=-1, init=False)
    _told: float = field(default=0.0, init=False)

    def step(self, name: str) -> None:
        """Say that a step begins."""
        at = self.steps.index(name)
        if at > self._at:
            self._at = at
            self._keep(None, None)

    def counted(self, done: int, total: int) -> None:
        """Say how much of the present step is done."""
        if self._at >= 0 and (done >= total or time.monotonic() - self._told >= _TELL_EVERY_S):
            self._keep(min(done, total), total)

    def _keep(self, done: int | None, total: int | None) -> None:
        self._told = time.monotonic()
        self.keep(Step(self.steps[self._at], self._at + 1, len(self.steps), done, total))


@dataclass(frozen=True)
class JobSteps:
    """Keeps, tells and reads the steps of jobs."""

    live: LiveFeed

    def track(self, workspace: str, name: str, job_id: str, steps: tuple[str, ...]) -> Track:
        """Return what a job says its steps to.

        Args:
            workspace: Whose job.
            name: What it is looked up by; jobs for the same work may share it.
            job_id: Whom live pages listen to.
            steps: All its steps in their order.
        """

        def keep(step: Step) -> None:
            try:
                self.live.redis.set(_key(workspace, name), json.dumps(asdict(step)), ex=_KEPT_S)
            except RedisError as error:
                log.info("steps_unreachable", error=type(error).__name__)
                return
            self.live.job_moved(workspace, job_id, "running", step=asdict(step))

        return Track(steps, keep)

    def of(self, workspace: str, name: str) -> Step | None:
        """Return where a job is; None when it did not say."""
        try:
            raw = cast("bytes | None", self.live.redis.get(_key(workspace, name)))
        except RedisError:
            return None
        return None if raw is None else Step(**json.loads(raw))

    def over(self, workspace: str, name: str) -> None:
        """Forget where a job was: it ended, and the next one of that name begins at the beginning."""
        try:
            self.live.redis.delete(_key(workspace, name))
        except RedisError as error:
            log.info("steps_unreachable", error=type(error).__name__)


def _key(workspace: str, name: str) -> str:
    # A hash, for a name may hold the id of whom the job is about.
    return f"{KEYS.prefix}{workspace}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"

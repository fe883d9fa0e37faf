"""Answers that take long are made in the background; whoever asks may wait a while.

How far one is stands in Redis for an hour. If Redis is emptied meanwhile the job is unknown, and the question can be
asked again: an answer that was made is in the database by then.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from redis import Redis

from ...errors import CrmAiError, NotFoundError, RetryableError
from ...insights import Cohort, Insight
from ...privacy import RedisKeys
from ...store import Store
from ..advice.coaching import POLL_S, JobState, RefreshJob
from ..dispatch import Dispatcher
from ..job_steps import JobSteps, Tell, silent
from ..live.feed import LiveFeed
from .analysing import KIND, Analysing
from .naming import cohort_id

PREFIX = "analysis:"
KEYS = RedisKeys("crm-ai:analysis:", "how far an answer is", lives="an hour")
STEPS = ("measure", "study", "compare", "word")
_KEPT_S = 3_600
AT_ONCE = 300
"""Closed deals up to which everything is measured and studied while somebody waits."""


@dataclass(frozen=True)
class Asked:
    """A question: a cohort, or one deal beside it."""

    cohort: Cohort
    deal_id: str | None = None
    connection: str | None = None

    def to_json(self) -> str:
        """Return it as text, equal for equal questions."""
        return json.dumps(
            {
                "cohort": self.cohort.model_dump(mode="json"),
                "deal_id": self.deal_id,
                "connection": self.connection,
            },
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Asked:
        """Read what :meth:`to_json` wrote."""
        data = json.loads(text)
        return cls(Cohort.model_validate(data["cohort"]), data["deal_id"], data["connection"])


@dataclass(frozen=True)
class Waiting:
    """Asks at once where that is quick, else in the background."""

    analysing: Analysing
    store: Store
    redis: Redis
    dispatcher: Dispatcher
    live: LiveFeed
    steps: JobSteps

    def ask(self, workspace: str, asked: Asked, wait_s: float) -> Insight | RefreshJob:
        """Return the answer if it is there within `wait_s` seconds, else the job that makes it.

        Raises:
            UserInputError: a filter names a field that is not there, or does not fit it.
            NotFoundError: no such deal.
            ConflictError: several connections have a deal of that id.
            RedisError: it takes long, and the queue is away.
        """
        if asked.deal_id is not None:
            with self.store.workspace(workspace) as session:
                session.records.find_deal(asked.deal_id, asked.connection)
        elif (known := self.analysing.at_hand(workspace, asked.cohort)) is not None:
            return known
        if self._quick(workspace):
            return self._answered(workspace, asked)
        job = self._queued(workspace, asked)
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            job = self.job(workspace, job.id)
            if job.state == "done":
                return self._stored(workspace, asked)
            if job.state == "failed":
                raise RetryableError(
                    "the analysis failed; ask again", code=job.error_code or "analysis_failed"
                )
            time.sleep(POLL_S)
        return job

    def job(self, workspace: str, job_id: str) -> RefreshJob:
        """Return how far a job is.

        Raises:
            NotFoundError: no such job in this workspace.
        """
        raw = cast("bytes | None", self.redis.get(_key(workspace, job_id)))
        if raw is None:
            raise NotFoundError("there is no such job", code="job_unknown")
        found: Mapping[str, Any] = json.loads(raw)
        step = self.steps.of(workspace, job_id) if found["state"] == "running" else None
        return RefreshJob(job_id, cast(JobState, found["state"]), found.get("error"), step)

    def run(self, workspace: str, job_id: str, text: str) -> None:
        """Make an answer in the background.

        Raises:
            CrmAiError: it could not be made; the job says so as well.
        """
        self._note(workspace, job_id, "running")
        track = self.steps.track(workspace, job_id, job_id, STEPS)
        try:
            track.step("measure")
            total = self.analysing.to_measure(workspace)
            self.analysing.prepare(workspace, lambda done: track.counted(done, max(done, total)))
            self._answer(workspace, Asked.from_json(text), track.step)
        except Exception as error:
            code = error.code if isinstance(error, CrmAiError) else "analysis_failed"
            self._note(workspace, job_id, "failed", code)
            raise
        finally:
            self.steps.over(workspace, job_id)
        self._note(workspace, job_id, "done")

    def _quick(self, workspace: str) -> bool:
        with self.store.workspace(workspace) as session:
            if session.records.count_deals("closed") <= AT_ONCE:
                return True
            return session.learned.learned_at(KIND) is not None

    def _answered(self, workspace: str, asked: Asked) -> Insight:
        with self.store.workspace(workspace) as session:
            few = session.records.count_deals("closed") <= AT_ONCE
        if few:
            self.analysing.prepare(workspace)
        return self._answer(workspace, asked)

    def _answer(self, workspace: str, asked: Asked, tell: Tell = silent) -> Insight:
        if asked.deal_id is not None:
            return self.analysing.deal(workspace, asked.deal_id, asked.connection, asked.cohort, tell=tell)
        return self.analysing.cohort(workspace, asked.cohort, tell=tell)

    def _stored(self, workspace: str, asked: Asked) -> Insight:
        if asked.deal_id is not None:
            return self.analysing.latest(workspace, "deal", asked.deal_id, asked.connection)
        return self.analysing.latest(workspace, "cohort", cohort_id(asked.cohort))

    def _queued(self, workspace: str, asked: Asked) -> RefreshJob:
        text = asked.to_json()
        job_id = PREFIX + hashlib.sha256(text.encode()).hexdigest()[:24]
        state = json.dumps({"state": "queued"})
        if not self.redis.set(_key(workspace, job_id), state, nx=True, ex=_KEPT_S):
            known = self.job(workspace, job_id)
            if known.state in ("queued", "running"):
                self.dispatcher.analyse(workspace, job_id, text)
                return known
            self._note(workspace, job_id, "queued")
        self.dispatcher.analyse(workspace, job_id, text)
        return RefreshJob(job_id, "queued")

    def _note(self, workspace: str, job_id: str, state: JobState, error: str | None = None) -> None:
        self.redis.set(_key(workspace, job_id), json.dumps({"state": state, "error": error}), ex=_KEPT_S)
        self.live.job_moved(workspace, job_id, state, error)


def _key(workspace: str, job_id: str) -> str:
    return f"crm-ai:analysis:{workspace}:{job_id}"

"""Insights for the web app: reading, recomputing, and what people do with them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ...errors import NotFoundError, RetryableError
from ...insights import Insight
from ...ports.clock import Clock
from ...store import Store
from ..dispatch import Dispatcher, WorkKey
from ..job_names import job_id, job_of, steps_name
from ..job_steps import JobSteps, Step
from ..registry import Registry
from .feedback import ASKED, ActionFeedback, as_they_stood

JobState = Literal["queued", "running", "done", "failed"]

POLL_S = 0.05


@dataclass(frozen=True)
class RefreshJob:
    """A recomputation that was asked for. Its id says which one, so that nothing about it has to be kept."""

    id: str
    state: JobState
    error_code: str | None = None
    step: Step | None = None


@dataclass(frozen=True)
class Coaching:
    """What :class:`crm_ai_plugin.web.services.Coach` asks for, for subjects that are deals."""

    store: Store
    registry: Registry
    dispatcher: Dispatcher
    feedback: ActionFeedback
    steps: JobSteps
    clock: Clock

    def latest(
        self, workspace: str, kind: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        """Return the newest version with the present states of its actions.

        Raises:
            NotFoundError: no such kind or record, or (``no_insight``) nothing was computed yet.
        """
        feature = self.registry.feature(kind)
        if feature.subject_type != "deal" and subject_type in (
            feature.subject_type,
            *getattr(feature, "also_about", ()),
        ):
            return self._asked(workspace, kind, subject_type, subject_id, connection)
        self._require(kind, subject_type)
        with self.store.workspace(workspace) as session:
            return self.feedback.latest(session, kind, subject_type, subject_id, connection)

    def _asked(
        self, workspace: str, kind: str, subject_type: str, subject_id: str, connection: str | None
    ) -> Insight:
        """Return the answer of a feature that is asked; it has no deal to look up."""
        with self.store.workspace(workspace) as session:
            found = session.insights.latest(
                kind, subject_type, subject_id, connection if subject_type == "deal" else None
            )
        if found is None:
            raise NotFoundError(f"there is no such {subject_type}", code="no_insight")
        return found

    def history(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        connection: str | None = None,
        limit: int = 20,
    ) -> Sequence[Insight]:
        """Return at most `limit` versions, newest first, each with what people did with it while it was the newest."""
        self._require(kind, subject_type)
        with self.store.workspace(workspace) as session:
            key, _ = session.records.find_deal(subject_id, connection)
            versions = session.insights.history(kind, subject_type, subject_id, connection=key, limit=limit)
            return as_they_stood(session, versions)

    def refresh_now(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        wait_s: float,
        connection: str | None = None,
    ) -> Insight | RefreshJob:
        """Have it recomputed before other work; return the insight if it is there within `wait_s` seconds."""
        self._require(kind, subject_type)
        with self.store.workspace(workspace) as session:
            key, _ = session.records.find_deal(subject_id, connection)
            session.work.touch(key, subject_type, subject_id, ASKED, self.clock())
            status = session.work.status(key, subject_type, subject_id)
        seq = status.requested_seq if status else 0
        work: WorkKey = (workspace, key, subject_type, subject_id)
        self.dispatcher.refresh(work, urgent=True)
        deadline = time.monotonic() + wait_s
        job = RefreshJob(job_id(work, seq), "queued")
        while time.monotonic() < deadline:
            job = self.job(workspace, job.id)
            if job.state == "done":
                return self.latest(workspace, kind, subject_type, subject_id, key)
            if job.state == "failed":
                raise RetryableError(
                    "the CRM could not be read; it is tried again", code=job.error_code or "refresh_failed"
                )
            time.sleep(POLL_S)
        return job

    def job(self, workspace: str, job_id: str) -> RefreshJob:
        """Return how far a recomputation is.

        Raises:
            NotFoundError: no such job in this workspace.
        """
        (_, connection, subject_type, subject_id), seq = job_of(workspace, job_id)
        with self.store.workspace(workspace) as session:
            status = session.work.status(connection, subject_type, subject_id)
        if status is None or status.requested_seq < seq:
            raise NotFoundError("there is no such job", code="job_unknown")
        if status.done_seq >= seq:
            return RefreshJob(job_id, "done")
        if status.error_code is not None and status.lease_until is None:
            return RefreshJob(job_id, "failed", status.error_code)
        if status.lease_until is None:
            return RefreshJob(job_id, "queued")
        step = self.steps.of(workspace, steps_name(connection, subject_type, subject_id))
        return RefreshJob(job_id, "running", step=step)

    def set_action_state(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        action_id: str,
        state: str,
        reason: str | None,
        until: datetime | None,
        by: str,
        connection: str | None = None,
    ) -> Insight:
        """Store what a person did with an action and return the insight with it."""
        self._require(kind, subject_type)
        return self.feedback.set(
            workspace,
            kind,
            subject_id,
            action_id,
            state,
            reason=reason,
            until=until,
            by=by,
            connection=connection,
        )

    def _require(self, kind: str, subject_type: str) -> None:
        if self.registry.feature(kind).subject_type != subject_type or subject_type != "deal":
            raise NotFoundError(f"there is no {kind} insight about a {subject_type}", code="kind_unknown")

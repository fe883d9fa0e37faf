"""What the web app needs of the runtime to show insights and to hear what people did with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from ...insights import Insight

JobState = Literal["queued", "running", "done", "failed"]


class JobStep(Protocol):
    """At which of its steps a job is."""

    @property
    def name(self) -> str:
        """A stable word."""

    @property
    def number(self) -> int:
        """Which of its steps, from 1."""

    @property
    def of(self) -> int:
        """How many steps it has."""

    @property
    def done(self) -> int | None:
        """How much of the step is done, where it can be counted."""

    @property
    def total(self) -> int | None:
        """Out of how many."""


class Job(Protocol):
    """Work that goes on after the answer."""

    @property
    def id(self) -> str:
        """Names the job; opaque."""

    @property
    def state(self) -> JobState:
        """How far it is."""

    @property
    def error_code(self) -> str | None:
        """Why it failed, as a stable code."""

    @property
    def step(self) -> JobStep | None:
        """Where it is, as long as it runs and says so."""


class Coach(Protocol):
    """Insights of one workspace: reading, recomputing, and what people do with them.

    A subject is named by kind of insight, type and id of the record, and the connection when two
    connections share the id. Each method raises `NotFoundError` when the workspace has no such thing and
    `ConflictError` when the id is ambiguous.
    """

    def latest(
        self, workspace: str, kind: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        """Return the newest version with the present states of its actions.

        Raises:
            NotFoundError: code ``no_insight`` when the record is there and nothing was computed yet.
        """

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
        """Return at most `limit` versions, newest first."""

    def refresh_now(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        wait_s: float,
        connection: str | None = None,
    ) -> Insight | Job:
        """Recompute; return the insight if it is there within `wait_s` seconds, else the job that makes it."""

    def job(self, workspace: str, job_id: str) -> Job:
        """Return a job of this workspace."""

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


class Advises(Protocol):
    """Insights."""

    @property
    def coach(self) -> Coach: ...

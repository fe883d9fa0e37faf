"""What the win-loss routes need from the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ...features.win_loss.drill import Which
from ...insights import Cohort, Insight
from ...runtime.cohorts.drilling import Page
from ...runtime.cohorts.waiting import Asked
from .advice import Job


class Analyses(Protocol):
    """Questions of one workspace about many deals."""

    def ask(self, workspace: str, asked: Asked, wait_s: float) -> Insight | Job:
        """Return the answer if it is there within `wait_s` seconds, else the job that makes it.

        Raises:
            UserInputError: a filter names a field that is not there, or does not fit it.
            NotFoundError: no such deal.
            ConflictError: the deal's id is ambiguous.
        """

    def job(self, workspace: str, job_id: str) -> Job:
        """Return a job of this workspace.

        Raises:
            NotFoundError: no such job.
        """


class Answers(Protocol):
    """Stored answers."""

    def latest(
        self, workspace: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        """Return the newest stored answer.

        Raises:
            NotFoundError: there is none.
        """

    def history(
        self,
        workspace: str,
        subject_type: str,
        subject_id: str,
        *,
        connection: str | None = None,
        limit: int = 20,
    ) -> Sequence[Insight]:
        """Return at most `limit` versions, newest first."""

    def fields(self, workspace: str) -> list[str]:
        """Return the names that filters may use."""


class Drills(Protocol):
    """What stands behind a factor."""

    def deals(
        self,
        workspace: str,
        cohort: Cohort,
        factor: str,
        *,
        outcome: Which | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Page:
        """Return deals of a factor with what their records say.

        Raises:
            UserInputError: no such factor, or the filter does not fit.
        """


class ExplainsCohorts(Protocol):
    """Why deals are won and lost."""

    @property
    def win_loss(self) -> Answers: ...

    @property
    def analyses(self) -> Analyses: ...

    @property
    def drilling(self) -> Drills: ...

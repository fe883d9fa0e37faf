"""Makes reports when their time has come, each time once, keeps the files and says where they are.

The file is made first, with no transaction open; then schedule, file and notices are written in one that only goes
through if nobody moved the schedule on meanwhile. Killed before, it is made again; killed after, notices are delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import ValidationError

from ...errors import CrmAiError, NotFoundError, RetryableError, UserInputError
from ...store import ReportFileRow, ReportScheduleRow, new_id
from ..backoff import retry_at
from ..notifying.contents.report_ready import KIND as READY
from ..sharing.people import people_of
from .reporting import ReportFile
from .timetable import ReportSchedule

if TYPE_CHECKING:
    from ..services import Services

log = structlog.get_logger(__name__)

MOST_SCHEDULES = 50
MAX_ATTEMPTS = 8


@dataclass(frozen=True)
class Scheduling:
    """Reports of a workspace that are made regularly."""

    services: Services

    def add(self, workspace: str, given: Mapping[str, Any], by: str) -> ReportScheduleRow:
        """Store a schedule.

        Raises:
            UserInputError: it can't be, and why.
        """
        schedule = self._checked(workspace, given)
        now, id_ = self.services.clock(), new_id("rps")
        with self.services.store.workspace(workspace) as session:
            if len(session.report_schedules.list()) >= MOST_SCHEDULES:
                raise UserInputError(f"a workspace has at most {MOST_SCHEDULES} schedules", code="too_many")
            row = ReportScheduleRow(id_, schedule.model_dump(mode="json"), schedule.next_after(now), by)
            session.report_schedules.add(row)
            session.audit.add(by, "report_schedule_added", id_)
            return session.report_schedules.get(id_)

    def list(self, workspace: str) -> Sequence[ReportScheduleRow]:
        """Return all schedules, oldest first."""
        with self.services.store.workspace(workspace) as session:
            return session.report_schedules.list()

    def remove(self, workspace: str, schedule_id: str, by: str) -> None:
        """Delete a schedule and the files it made.

        Raises:
            NotFoundError: there is none.
        """
        with self.services.store.workspace(workspace) as session:
            if not session.report_schedules.remove(schedule_id):
                raise NotFoundError(f"there is no report schedule {schedule_id!r}")
            session.audit.add(by, "report_schedule_removed", schedule_id)

    def files(
        self, workspace: str, schedule_id: str | None = None, limit: int = 100
    ) -> Sequence[ReportFileRow]:
        """Return kept files without their content, newest first."""
        with self.services.store.workspace(workspace) as session:
            return session.report_schedules.files(schedule_id, limit)

    def file(self, workspace: str, file_id: str) -> ReportFile:
        """Return a kept file.

        Raises:
            NotFoundError: there is none, or no longer.
        """
        with self.services.store.workspace(workspace) as session:
            row = session.report_schedules.file(file_id)
        return ReportFile(row.content or b"", row.media_type, row.name)

    def run(self, workspace: str) -> Sequence[str]:
        """Make the reports whose time has come; returns the ids of the files that were made."""
        now = self.services.clock()
        with self.services.store.workspace(workspace) as session:
            session.report_schedules.prune(now)
            due = session.report_schedules.due(now)
        made = [self._one(workspace, row) for row in due]
        return [id_ for id_ in made if id_ is not None]

    def _one(self, workspace: str, row: ReportScheduleRow) -> str | None:
        schedule, now = ReportSchedule.model_validate(row.schedule), self.services.clock()
        try:
            insight = self.services.reporting.gather(workspace, schedule.report, schedule.options)
            file = self.services.reporting.file(schedule.report, insight, schedule.format)
        except CrmAiError as error:
            self._failed(workspace, row, schedule, error)
            return None
        except Exception as error:  # noqa: BLE001  # a kind of report may be anybody's, and must not stop the others
            log.warning("report_failed", schedule=row.id, error=type(error).__name__)
            self._failed(
                workspace, row, schedule, RetryableError(f"it failed unexpectedly ({type(error).__name__})")
            )
            return None
        kept = schedule.keep_days or self.services.settings.notices.report_files_kept_d
        with self.services.store.workspace(workspace) as session:
            # What was missed while nothing ran is not made up for: one report says where things stand.
            if not session.report_schedules.advance(row.id, row.next_at, schedule.next_after(now)):
                return None
            made = ReportFileRow(
                id=new_id("rpf"),
                schedule_id=row.id,
                due_at=row.next_at,
                name=file.name,
                media_type=file.media_type,
                people=people_of(session, insight),
                expires_at=now + timedelta(days=kept),
                content=file.content,
            )
            session.report_schedules.add_file(made)
            notices = self.services.notifying.add(session, schedule.deliver, READY, made.id, made.id)
        self.services.notifying.hand_out(workspace, notices)
        return made.id

    def _failed(
        self, workspace: str, row: ReportScheduleRow, schedule: ReportSchedule, error: CrmAiError
    ) -> None:
        """Try again soon what may pass; anything else waits for its next time, with the reason beside it."""
        now, attempt = self.services.clock(), row.attempts + 1
        again = isinstance(error, RetryableError) and attempt < MAX_ATTEMPTS
        next_at = (
            retry_at(now, attempt, error.retry_after) if again and isinstance(error, RetryableError) else None
        )
        with self.services.store.workspace(workspace) as session:
            session.report_schedules.advance(
                row.id,
                row.next_at,
                next_at or schedule.next_after(now),
                error.user_message,
                attempts=attempt if again else 0,
            )

    def _checked(self, workspace: str, given: Mapping[str, Any]) -> ReportSchedule:
        try:
            schedule = ReportSchedule.model_validate(dict(given))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            what = str(first["msg"]).removeprefix("Value error, ")
            raise UserInputError(f"{place}: {what}", code="schedule_invalid") from None
        reporting = self.services.reporting
        reporting.options(schedule.report, schedule.options)
        if schedule.format not in reporting.formats(schedule.report):
            raise UserInputError(
                f"format: there is no {schedule.format!r}",
                code="format_unknown",
                hint=", ".join(reporting.formats(schedule.report)),
            )
        with self.services.store.workspace(workspace) as session:
            for channel in schedule.deliver:
                session.channels.get(channel)
        return schedule

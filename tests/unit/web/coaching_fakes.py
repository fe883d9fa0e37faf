"""An in-memory coach for the web tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from crm_ai_plugin.errors import (
    NotFoundError,
    UserInputError,
)
from crm_ai_plugin.insights import ActionState, DealCoachPayload, Insight
from crm_ai_plugin.runtime.advice.reasons import reason_of
from crm_ai_plugin.web.services.advice import JobState, JobStep

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class FakeJob:
    id: str
    state: JobState = "queued"
    error_code: str | None = None
    step: JobStep | None = None


@dataclass
class FakeCoach:
    """Insights by (workspace, kind, type, id); the last of each list is the newest."""

    insights: dict[tuple[str, str, str, str], list[Insight]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    jobs: dict[tuple[str, str], FakeJob] = field(default_factory=dict)
    failure: Exception | None = None
    slow: bool = False

    def latest(
        self, workspace: str, kind: str, subject_type: str, subject_id: str, connection: str | None = None
    ) -> Insight:
        self.calls.append(
            ("latest", {"workspace": workspace, "subject_id": subject_id, "connection": connection})
        )
        return self._versions(workspace, kind, subject_type, subject_id)[-1]

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
        return self._versions(workspace, kind, subject_type, subject_id)[::-1][:limit]

    def refresh_now(
        self,
        workspace: str,
        kind: str,
        subject_type: str,
        subject_id: str,
        *,
        wait_s: float,
        connection: str | None = None,
    ) -> Insight | FakeJob:
        self.calls.append(("refresh", {"wait_s": wait_s, "connection": connection}))
        if self.failure is not None:
            raise self.failure
        if self.slow or wait_s == 0:
            job = self.jobs[workspace, "job_1"] = FakeJob("job_1")
            return job
        versions = self._versions(workspace, kind, subject_type, subject_id)
        versions.append(versions[-1].model_copy(update={"version": versions[-1].version + 1}))
        return versions[-1]

    def job(self, workspace: str, job_id: str) -> FakeJob:
        if (workspace, job_id) not in self.jobs:
            raise NotFoundError("no such job")
        return self.jobs[workspace, job_id]

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
        self.calls.append(
            ("set", {"action_id": action_id, "state": state, "reason": reason, "until": until, "by": by})
        )
        if state == "dismissed" and not reason:
            raise UserInputError("a dismissal needs a reason", code="reason_missing")
        if state == "snoozed" and (until is None or until <= NOW - timedelta(days=1)):
            raise UserInputError("a snooze needs an end in the future", code="until_missing")
        versions = self._versions(workspace, kind, subject_type, subject_id)
        payload = DealCoachPayload.model_validate(versions[-1].payload)
        if action_id not in {action.id for action in payload.actions}:
            raise NotFoundError("no such action", code="action_unknown")
        code, words = reason_of(reason)
        new = ActionState.model_validate(
            {"state": state, "reason": words, "reason_code": code, "by": by, "at": NOW, "until": until}
        )
        actions = [a.model_copy(update={"state": new}) if a.id == action_id else a for a in payload.actions]
        changed = payload.model_copy(update={"actions": actions}).model_dump(mode="json")
        versions[-1] = versions[-1].model_copy(update={"payload": changed})
        return versions[-1]

    def _versions(self, *key: str) -> list[Insight]:
        if self.failure is not None:
            raise self.failure
        versions = self.insights.get(cast("tuple[str, str, str, str]", key))
        if not versions:
            raise NotFoundError(
                "there is no advice for this deal yet", code="no_insight", hint="POST computes it"
            )
        return versions

"""Feedback: what people did with recommended actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...insights import ActionState
from .. import ids
from ..tables.feedback import FeedbackLogTable, FeedbackTable
from .base import Repository


@dataclass(frozen=True)
class FeedbackChange:
    """One entry of the log."""

    action_key: str
    state: ActionState
    trigger: str
    logged_at: datetime


class Feedback(Repository):
    """The feedback of one workspace: the present state of each action, and every change of it."""

    def set(
        self,
        kind: str,
        subject_type: str,
        subject_id: str,
        action_key: str,
        state: ActionState,
        trigger: str,
    ) -> None:
        """Store the state of an action and append it to the log.

        `trigger` names the state of the facts behind the action; when it changes, a dismissal ends.
        """
        key = {
            "kind": kind,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "action_key": action_key,
        }
        values = {
            "state": state.state,
            "reason": state.reason,
            "by": state.by,
            "at": state.at,
            "until": state.until,
            "trigger": trigger,
        }
        statement = self._insert(FeedbackTable).on_conflict_do_update(
            index_elements=["workspace_id", *key], set_=values
        )
        self._run(statement, [key | values])
        entry = {"id": ids.new_id("fbk"), "logged_at": self._now()}
        self._run(self._insert(FeedbackLogTable), [key | values | entry])

    def states(self, kind: str, subject_type: str, subject_id: str) -> dict[str, tuple[ActionState, str]]:
        """Return, by action key, the state and the trigger it was set under."""
        table = FeedbackTable
        query = select(
            table.action_key, table.state, table.reason, table.by, table.at, table.until, table.trigger
        ).where(table.kind == kind, table.subject_type == subject_type, table.subject_id == subject_id)
        return {
            key: (ActionState(state=state, reason=reason, by=by, at=at, until=until), trigger)
            for key, state, reason, by, at, until, trigger in self._run(query)
        }

    def log(self, kind: str, subject_type: str, subject_id: str) -> Sequence[FeedbackChange]:
        """Return every change, oldest first."""
        table = FeedbackLogTable
        query = select(
            table.action_key,
            table.state,
            table.reason,
            table.by,
            table.at,
            table.until,
            table.trigger,
            table.logged_at,
        ).where(table.kind == kind, table.subject_type == subject_type, table.subject_id == subject_id)
        return [
            FeedbackChange(
                key, ActionState(state=state, reason=reason, by=by, at=at, until=until), trigger, logged_at
            )
            for key, state, reason, by, at, until, trigger, logged_at in self._run(query.order_by(table.id))
        ]

    def decisions_since(self, kind: str, since: datetime) -> Sequence[tuple[str, str, datetime]]:
        """Return (subject id, ``done`` or ``dismissed``, when) of every decision made since, oldest first."""
        table = FeedbackLogTable
        query = (
            select(table.subject_id, table.state, table.logged_at)
            .where(table.kind == kind, table.logged_at >= since, table.state.in_(("done", "dismissed")))
            .order_by(table.logged_at, table.id)
        )
        return [(row[0], row[1], row[2]) for row in self._run(query)]

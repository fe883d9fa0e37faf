"""Feedback: what people did with recommended actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from ...insights import ActionState
from ...ports.feature import Tally
from .. import ids
from ..tables.feedback import FeedbackLogTable, FeedbackTable
from .base import Repository


@dataclass(frozen=True)
class FeedbackChange:
    """One entry of the log."""

    id: str
    action_key: str
    state: ActionState
    trigger: str
    logged_at: datetime


@dataclass(frozen=True)
class Setting:
    """Where something was decided: the connection, the kind of deal, the deal's owner; None: not known."""

    connection: str | None = None
    segment: str | None = None
    rep: str | None = None


@dataclass(frozen=True)
class Decision:
    """An action was marked as done or dismissed."""

    connection: str | None
    subject_id: str
    action_key: str
    state: str
    reason_code: str | None
    at: datetime


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
        setting: Setting = Setting(),  # frozen
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
            "reason_code": state.reason_code,
            **setting.__dict__,
        }
        statement = self._insert(FeedbackTable).on_conflict_do_update(
            index_elements=["workspace_id", *key], set_=values
        )
        self._run(statement, [key | values])
        entry = {"id": ids.new_id("fbk"), "logged_at": self._now()}
        self._run(self._insert(FeedbackLogTable), [key | values | entry])
        subject = {"type": subject_type, "id": subject_id}
        self._changed("insight", "", kind=kind, subject=subject, action=state.state)

    def states(self, kind: str, subject_type: str, subject_id: str) -> dict[str, tuple[ActionState, str]]:
        """Return, by action key, the state and the trigger it was set under."""
        table = FeedbackTable
        query = select(*(getattr(table, name) for name in ("action_key", "trigger", *_STATE))).where(
            table.kind == kind, table.subject_type == subject_type, table.subject_id == subject_id
        )
        return {row[0]: (_state(row[2:]), row[1]) for row in self._run(query)}

    def log(self, kind: str, subject_type: str, subject_id: str) -> Sequence[FeedbackChange]:
        """Return every change, oldest first."""
        table = FeedbackLogTable
        query = select(
            *(getattr(table, name) for name in ("id", "action_key", "trigger", "logged_at", *_STATE))
        ).where(table.kind == kind, table.subject_type == subject_type, table.subject_id == subject_id)
        return [
            FeedbackChange(row[0], row[1], _state(row[4:]), row[2], row[3])
            for row in self._run(query.order_by(table.id))
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

    def tallies(
        self, kind: str, now: datetime, segment: str | None = None, rep: str | None = None
    ) -> Sequence[Tally]:
        """Return how the actions of all deals stand that were decided on within a year, counted.

        What was opened again doesn't count. A free text is not read.

        Args:
            kind: Kind of insight.
            now: The present.
            segment: Of which kind of deal `in_segment` counts.
            rep: Of whose deals `of_rep` counts.
        """
        table = FeedbackTable
        age = case(
            (table.at > now - timedelta(days=_YOUNG_DAYS), 0),
            (table.at > now - timedelta(days=2 * _YOUNG_DAYS), 1),
            else_=2,
        )
        here = func.sum(case((table.segment == segment, 1), else_=0))
        theirs = func.sum(case((table.rep == rep, 1), else_=0))
        columns = (table.action_key, table.state, table.reason_code, age)
        query = (
            select(*columns, func.count(), here, theirs)
            .where(
                table.kind == kind,
                table.state.in_(("done", "dismissed")),
                table.at > now - timedelta(days=4 * _YOUNG_DAYS),
            )
            .group_by(*columns)
        )
        return sorted(
            (
                Tally(action, state, code, age, int(n), int(in_segment), int(of_rep))
                for action, state, code, age, n, in_segment, of_rep in self._run(query)
            ),
            key=lambda tally: (tally.action, tally.state, tally.reason_code or "", tally.age),
        )

    def decisions(self, kind: str) -> Sequence[Decision]:
        """Return how every action stands that is done or dismissed now, oldest first."""
        table = FeedbackTable
        query = (
            select(
                table.connection,
                table.subject_id,
                table.action_key,
                table.state,
                table.reason_code,
                table.at,
            )
            .where(table.kind == kind, table.state.in_(("done", "dismissed")), table.at.is_not(None))
            .order_by(table.at, table.subject_id, table.action_key)
        )
        return [Decision(*row) for row in self._run(query)]


_YOUNG_DAYS = 90
_STATE = ("state", "reason", "reason_code", "by", "at", "until")


def _state(values: Sequence[Any]) -> ActionState:
    return ActionState(**dict(zip(_STATE, values, strict=True)))

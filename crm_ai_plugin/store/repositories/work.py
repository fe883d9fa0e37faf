"""Work: which subjects have to be computed again, and who is at it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from ..tables.work import WorkTable
from ..types import clean_text
from .base import Repository, insert_into

_KEPT_CAUSES = 20


class WorkKey(NamedTuple):
    """Names a subject inside a workspace."""

    connection: str
    subject_type: str
    subject_id: str


class WorkStatus(NamedTuple):
    """How far the work on one subject is: done up to `done_seq` of `requested_seq` requests, the rest from `due_at` on."""

    requested_seq: int
    done_seq: int
    lease_until: datetime | None
    error_code: str | None
    due_at: datetime


@dataclass(frozen=True)
class WorkClaim:
    """A lease on one subject. `seq` is the last request it covers; later ones lead to another claim."""

    key: WorkKey
    token: str = field(repr=False)
    seq: int
    causes: Sequence[str]
    attempts: int
    """Including this one; failed or lost claims count, finishing starts again from 0."""
    first_requested_at: datetime


class Work(Repository):
    """The work of one workspace. Any number of requests for a subject are one piece of work."""

    def touch(
        self, connection: str, subject_type: str, subject_id: str, cause: str, due_at: datetime
    ) -> None:
        """Ask for the subject to be computed again, not before `due_at`.

        Requests that no claim covers yet are one: the earliest `due_at` counts and the last 20 causes are kept.
        """
        now = self._now()
        row = {
            "connection": connection,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "requested_seq": 1,
            "done_seq": 0,
            "causes": [],
            "first_requested_at": now,
            "due_at": due_at,
            "attempts": 0,
        }
        # The first statement locks the row until commit, so that the second can't lose anybody's cause.
        seq, causes = self._run(_request(self._dialect), row).one()
        kept = [*causes, [seq, clean_text(cause), now.isoformat()]][-_KEPT_CAUSES:]
        key = WorkKey(connection, subject_type, subject_id)
        self._run(update(WorkTable).where(*_is(key)).values(causes=kept))

    def claim(
        self, connection: str, subject_type: str, subject_id: str, now: datetime, lease_s: float
    ) -> WorkClaim | None:
        """Take the subject for `lease_s` seconds; None when nothing is asked for or somebody is at it.

        Commit before computing: the claim is everybody's to see only then.
        """
        key = WorkKey(connection, subject_type, subject_id)
        table = WorkTable
        token = secrets.token_hex(16)
        statement = (
            update(table)
            .where(*_is(key), table.requested_seq > table.done_seq, _nobody_at_it(now))
            .values(
                lease_token=token,
                lease_until=now + timedelta(seconds=lease_s),
                claimed_seq=table.requested_seq,
                attempts=table.attempts + 1,
            )
            .returning(table.requested_seq, table.causes, table.attempts, table.first_requested_at)
        )
        row = self._run(statement).one_or_none()
        if row is None:
            return None
        seq, causes, attempts, first_requested_at = row
        self._moved(key, seq, "running")
        return WorkClaim(key, token, seq, [cause for _, cause, _ in causes], attempts, first_requested_at)

    def renew(self, claim: WorkClaim, now: datetime, lease_s: float) -> bool:
        """Hold the subject for another `lease_s` seconds: its holder is slow, not dead.

        Returns:
            False when the claim is no longer ours.
        """
        table = WorkTable
        statement = update(table).where(*_is(claim.key), table.lease_token == claim.token)
        return self._run(statement.values(lease_until=now + timedelta(seconds=lease_s))).rowcount == 1

    def finish(self, claim: WorkClaim) -> bool:
        """Note that everything asked for up to the claim is done.

        Returns:
            False when the claim is no longer ours (its lease ended and somebody took over): roll back then.
        """
        table = WorkTable
        statement = (
            update(table)
            .where(*_is(claim.key), table.lease_token == claim.token)
            .values(done_seq=claim.seq, attempts=0, error_code=None, **_RELEASED)
            .returning(table.causes)
        )
        row = self._run(statement).one_or_none()
        if row is None:
            return False
        left = [entry for entry in row[0] if entry[0] > claim.seq]
        values: dict[str, Any] = {"causes": left}
        if left:
            values["first_requested_at"] = datetime.fromisoformat(left[0][2])
        self._run(update(table).where(*_is(claim.key)).values(values))
        self._moved(claim.key, claim.seq, "done")
        return True

    def retry(self, claim: WorkClaim, due_at: datetime, error_code: str) -> bool:
        """Give the subject back, to be handed out again from `due_at` on.

        Returns:
            False when the claim is no longer ours.
        """
        table = WorkTable
        statement = (
            update(table)
            .where(*_is(claim.key), table.lease_token == claim.token)
            .values(due_at=due_at, error_code=error_code, **_RELEASED)
        )
        if self._run(statement).rowcount != 1:
            return False
        self._moved(claim.key, claim.seq, "failed", error_code)
        return True

    def _moved(self, key: WorkKey, seq: int, state: str, error_code: str | None = None) -> None:
        subject = {"type": key.subject_type, "id": key.subject_id}
        self._changed("work", key.connection, subject=subject, seq=seq, state=state, error_code=error_code)

    def due(self, now: datetime, limit: int) -> Sequence[WorkKey]:
        """Return what can be claimed now, longest due first; work whose lease ended is among it."""
        table = WorkTable
        query = select(table.connection, table.subject_type, table.subject_id)
        rows = self._run(query.where(work_is_due(now)).order_by(table.due_at).limit(limit))
        return [WorkKey(*row) for row in rows]

    def status(self, connection: str, subject_type: str, subject_id: str) -> WorkStatus | None:
        """Return how far the work on a subject is; None when nobody ever asked."""
        table = WorkTable
        query = select(table.requested_seq, table.done_seq, table.lease_until, table.error_code, table.due_at)
        row = self._run(query.where(*_is(WorkKey(connection, subject_type, subject_id)))).one_or_none()
        return WorkStatus(*row) if row else None

    def open_count(self) -> int:
        """Return how many subjects have unfinished work."""
        table = WorkTable
        query = select(func.count(table.subject_id)).where(table.requested_seq > table.done_seq)
        return self._session.scalar(query) or 0


@cache
def _request(dialect: str) -> Any:  # noqa: ANN401  # a dialect's INSERT
    """INSERT a first request, or count one more. Made once: building it costs more than running it."""
    table = WorkTable
    insert = insert_into(dialect, table)
    given = insert.excluded
    nothing_unclaimed = or_(
        table.requested_seq == table.done_seq,
        and_(table.lease_token.is_not(None), table.requested_seq == table.claimed_seq),
    )
    return insert.on_conflict_do_update(
        index_elements=["workspace_id", "connection", "subject_type", "subject_id"],
        set_={
            "requested_seq": table.requested_seq + 1,
            "due_at": case(
                (or_(nothing_unclaimed, table.due_at > given.due_at), given.due_at), else_=table.due_at
            ),
            "first_requested_at": case(
                (table.requested_seq == table.done_seq, given.first_requested_at),
                else_=table.first_requested_at,
            ),
        },
    ).returning(table.requested_seq, table.causes)


_RELEASED: dict[str, Any] = {"lease_token": None, "lease_until": None, "claimed_seq": None}


def work_is_due(now: datetime) -> ColumnElement[bool]:
    """Condition on `WorkTable` for what the sweeper should hand out."""
    table = WorkTable
    return and_(
        table.requested_seq > table.done_seq,
        or_(and_(table.lease_until.is_(None), table.due_at <= now), table.lease_until <= now),
    )


def _nobody_at_it(now: datetime) -> ColumnElement[bool]:
    return or_(WorkTable.lease_until.is_(None), WorkTable.lease_until <= now)


def _is(key: WorkKey) -> tuple[ColumnElement[bool], ...]:
    table = WorkTable
    return (
        table.connection == key.connection,
        table.subject_type == key.subject_type,
        table.subject_id == key.subject_id,
    )

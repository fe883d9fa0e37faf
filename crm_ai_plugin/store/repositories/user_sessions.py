"""Browsers that are signed in, and how often signing in failed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, literal, or_, select, update

from ..digest import digest
from ..ids import new_id
from ..tables.users import SignInFailureTable, UsedTokenTable, UserSessionTable, UserTable
from .base import Repository

GRACE = timedelta(seconds=60)
"""How long the secret before the present one still counts."""


@dataclass(frozen=True)
class SignedIn:
    """A session with the person it is of."""

    id: str
    user_id: str
    workspace_id: str
    login: str = field(repr=False)
    name: str = field(repr=False)
    role: str
    created_at: datetime
    rotated_at: datetime
    seen_at: datetime


class UserSessions(Repository):
    """All signed-in browsers of the installation."""

    def open(self, user_id: str) -> tuple[str, str]:
        """Return (id, secret) of a new session; the secret can't be read again."""
        id_, secret, now = new_id("ses"), secrets.token_urlsafe(32), self._now()
        row = {
            "id": id_,
            "user_id": user_id,
            "digest": digest(secret),
            "created_at": now,
            "rotated_at": now,
            "seen_at": now,
        }
        self._run(self._insert(UserSessionTable), [row])
        return id_, secret

    def resolve(self, secret: str) -> SignedIn | None:
        """Return the session that a secret opens, over or not."""
        table, wanted, now = UserSessionTable, digest(secret), self._now()
        previous = and_(table.previous_digest == wanted, table.rotated_at > now - GRACE)
        return self._one(or_(table.digest == wanted, previous))

    def get(self, id: str) -> SignedIn | None:  # noqa: A002
        """Return a session, over or not."""
        return self._one(UserSessionTable.id == id)

    def _one(self, condition: ColumnElement[bool]) -> SignedIn | None:
        table = UserSessionTable
        query = select(
            *(table.id, table.user_id, UserTable.workspace_id, UserTable.login, UserTable.name),
            *(UserTable.role, table.created_at, table.rotated_at, table.seen_at),
        ).join(UserTable, UserTable.id == table.user_id)
        row = self._run(query.where(condition)).one_or_none()
        return None if row is None else SignedIn(*row)

    def seen(self, id: str) -> None:  # noqa: A002
        """Note that the session is in use."""
        self._run(update(UserSessionTable).where(UserSessionTable.id == id).values(seen_at=self._now()))

    def rotate(self, secret: str) -> str | None:
        """Return a new secret for the session; None when another request was faster or the secret is an old one."""
        table, fresh, now = UserSessionTable, secrets.token_urlsafe(32), self._now()
        changed = (
            update(table)
            .where(table.digest == digest(secret))
            .values(digest=digest(fresh), previous_digest=digest(secret), rotated_at=now, seen_at=now)
        )
        return fresh if self._run(changed).rowcount == 1 else None

    def close(self, id: str) -> None:  # noqa: A002
        """End a session."""
        self._run(delete(UserSessionTable).where(UserSessionTable.id == id))

    def prune(self, made_before: datetime, seen_before: datetime) -> int:
        """Delete what is over; returns how many that were."""
        table = UserSessionTable
        over = or_(table.created_at < made_before, table.seen_at < seen_before)
        return self._run(delete(table).where(over)).rowcount


class SignInFailures(Repository):
    """How often in a row signing in failed, for a login or from an address."""

    def of(self, whose: str) -> tuple[int, datetime] | None:
        """Return (failures, when the last was)."""
        table = SignInFailureTable
        row = self._run(select(table.failures, table.at).where(table.digest == digest(whose))).one_or_none()
        return None if row is None else (int(row[0]), row[1])

    def held(self, whose: str) -> tuple[int, datetime]:
        """As `of`, none being a count of 0; nobody else counts for `whose` before this session ends."""
        table = SignInFailureTable
        statement = self._insert(table).on_conflict_do_update(
            index_elements=["digest"], set_={"failures": table.failures}
        )
        row = {"digest": digest(whose), "failures": 0, "at": self._now()}
        failures, at = self._run(statement.values(row).returning(table.failures, table.at)).one()
        return int(failures), at

    def count(self, whose: str, forget_after: timedelta) -> datetime:
        """Count one more and return when; those before a long pause count no more."""
        table, now = SignInFailureTable, self._now()
        insert = self._insert(table)
        more = case((table.at < now - forget_after, 1), else_=table.failures + 1)
        statement = insert.on_conflict_do_update(
            index_elements=["digest"], set_={"failures": more, "at": insert.excluded.at}
        )
        self._run(statement, [{"digest": digest(whose), "failures": 1, "at": now}])
        return now

    def give_back(self, whose: str, counted_at: datetime, last_at: datetime) -> None:
        """Take one back that was counted at `counted_at`, after one at `last_at`."""
        table = SignInFailureTable
        self._run(
            update(table)
            .where(table.digest == digest(whose), table.failures > 0)
            .values(
                failures=table.failures - 1,
                at=case((table.at == counted_at, literal(last_at, table.at.type)), else_=table.at),
            )
        )

    def forget(self, whose: str) -> None:
        """Start from none."""
        self._run(delete(SignInFailureTable).where(SignInFailureTable.digest == digest(whose)))

    def prune(self, before: datetime) -> int:
        """Delete what was long ago; returns how many rows that were."""
        return self._run(delete(SignInFailureTable).where(SignInFailureTable.at < before)).rowcount


class UsedTokens(Repository):
    """Tokens that work once."""

    def use(self, token_id: str, expires_at: datetime) -> bool:
        """Use a token up; False when it was. Clears away those that are over."""
        table = UsedTokenTable
        self._run(delete(table).where(table.expires_at < self._now()))
        return self._insert_new(table, {"digest": digest(token_id), "expires_at": expires_at})

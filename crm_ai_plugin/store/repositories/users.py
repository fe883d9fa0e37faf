"""People who sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from ...errors import ConflictError, NotFoundError
from ..ids import new_id
from ..tables.users import UserSessionTable, UserTable
from .base import Query, Repository


@dataclass(frozen=True)
class UserRow:
    """A person of a workspace; `login` is in lower case."""

    id: str
    workspace_id: str
    login: str = field(repr=False)
    name: str = field(repr=False)
    role: str
    passphrase: str = field(repr=False)
    created_at: datetime


class Users(Repository):
    """All people of the installation."""

    def add(
        self, workspace_id: str, login: str, name: str, role: str, passphrase: str, *, first: bool = False
    ) -> UserRow:
        """Store a person.

        Args:
            workspace_id: Where they belong.
            login: What they sign in with, in lower case; no two people of the installation share one.
            name: How they are called.
            role: What they may do.
            passphrase: As it is stored.
            first: They must be the workspace's first.

        Raises:
            ConflictError: the login is taken, or somebody was first.
        """
        if first and self.any(workspace_id):
            raise ConflictError("this workspace has an admin already", code="setup_done")
        row = UserRow(new_id("usr"), workspace_id, login, name, role, passphrase, self._now())
        values = {name: getattr(row, name) for name in UserRow.__dataclass_fields__}
        if not self._insert_new(UserTable, values | {"founds": workspace_id if first else None}):
            raise ConflictError("somebody signs in with that already", code="login_taken")
        return row

    def any(self, workspace_id: str) -> bool:
        """Return whether anybody can sign in to the workspace."""
        query = select(exists().where(UserTable.workspace_id == workspace_id))
        return bool(self._session.scalar(query))

    def by_login(self, login: str) -> UserRow | None:
        """Return who signs in with that."""
        row = self._run(_rows().where(UserTable.login == login)).one_or_none()
        return None if row is None else UserRow(*row)

    def list(self, workspace_id: str) -> Sequence[UserRow]:
        """Return the people of a workspace, oldest first."""
        query = _rows().where(UserTable.workspace_id == workspace_id).order_by(UserTable.id)
        return [UserRow(*row) for row in self._run(query)]

    def set_passphrase(self, workspace_id: str, id: str, passphrase: str) -> None:  # noqa: A002
        """Replace a passphrase and end all sessions of its owner.

        Raises:
            NotFoundError: the workspace has no such person.
        """
        here = self._require(workspace_id, id)
        self._run(update(UserTable).where(*here).values(passphrase=passphrase))
        self._run(delete(UserSessionTable).where(UserSessionTable.user_id == id))

    def remove(self, workspace_id: str, id: str) -> None:  # noqa: A002
        """Delete a person and their sessions.

        Raises:
            NotFoundError: the workspace has no such person.
        """
        here = self._require(workspace_id, id)
        self._run(delete(UserSessionTable).where(UserSessionTable.user_id == id))
        self._run(delete(UserTable).where(*here))

    def _require(self, workspace_id: str, id: str) -> tuple[ColumnElement[bool], ...]:  # noqa: A002
        here = (UserTable.workspace_id == workspace_id, UserTable.id == id)
        if self._run(select(UserTable.id).where(*here)).first() is None:
            raise NotFoundError(f"workspace {workspace_id!r} has no user {id!r}")
        return here


def _rows() -> Query:
    return select(*(getattr(UserTable, name) for name in UserRow.__dataclass_fields__))

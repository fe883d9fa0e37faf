"""Workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...errors import UserInputError
from ..tables.workspaces import WorkspaceTable
from .base import Repository

_LONGEST_ID = 128


def require_id(id: str) -> None:  # noqa: A002
    """Raise UserInputError unless `id` can be a workspace's."""
    if not 0 < len(id) <= _LONGEST_ID:
        raise UserInputError("a workspace id has 1 to 128 characters")


@dataclass(frozen=True)
class WorkspaceRow:
    """A tenant."""

    id: str
    name: str
    created_at: datetime


class Workspaces(Repository):
    """All workspaces of the installation."""

    def ensure(self, id: str, name: str) -> None:  # noqa: A002
        """Make the workspace if it is missing; an existing one keeps its name.

        Raises:
            UserInputError: not an id.
        """
        require_id(id)
        row = {"id": id, "name": name, "created_at": self._now()}
        self._run(self._insert(WorkspaceTable).on_conflict_do_nothing(), [row])

    def list(self) -> Sequence[WorkspaceRow]:
        """Return all, by id."""
        table = WorkspaceTable
        rows = self._run(select(table.id, table.name, table.created_at).order_by(table.id))
        return [WorkspaceRow(*row) for row in rows]

"""Workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..tables.workspaces import WorkspaceTable
from .base import Repository


@dataclass(frozen=True)
class WorkspaceRow:
    """A tenant."""

    id: str
    name: str
    created_at: datetime


class Workspaces(Repository):
    """All workspaces of the installation."""

    def ensure(self, id: str, name: str) -> None:  # noqa: A002
        """Make the workspace if it is missing; an existing one keeps its name."""
        row = {"id": id, "name": name, "created_at": self._now()}
        self._run(self._insert(WorkspaceTable).on_conflict_do_nothing(), [row])

    def list(self) -> Sequence[WorkspaceRow]:
        """Return all, by id."""
        table = WorkspaceTable
        rows = self._run(select(table.id, table.name, table.created_at).order_by(table.id))
        return [WorkspaceRow(*row) for row in rows]

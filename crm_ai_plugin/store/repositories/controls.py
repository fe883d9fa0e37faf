"""Controls: what admins decided about advice, by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ...errors import ConflictError
from ..tables.controls import ControlTable
from .base import Repository


@dataclass(frozen=True)
class ControlRow:
    """One version of a document."""

    name: str
    number: int
    document: Mapping[str, Any]
    author: str
    note: str
    at: datetime


class Controls(Repository):
    """The controls of one workspace. What was stored is never changed; the newest version counts."""

    def add(self, name: str, document: Mapping[str, Any], author: str, note: str = "") -> ControlRow:
        """Store a new version of a document; it counts at once.

        Raises:
            ConflictError: somebody else stored one at the same moment.
        """
        last = self._session.scalar(select(func.max(ControlTable.number)).where(ControlTable.name == name))
        row = ControlRow(name, (last or 0) + 1, dict(document), author, note, self._now())
        if not self._insert_new(ControlTable, dict(row.__dict__)):
            raise ConflictError("somebody else changed this at the same moment: look and try again")
        return row

    def latest(self, name: str) -> ControlRow | None:
        """Return the version that counts; None: nobody decided anything."""
        found = self.list(name, limit=1)
        return found[0] if found else None

    def list(self, name: str, limit: int | None = None) -> Sequence[ControlRow]:
        """Return the versions, newest first."""
        query = select(*_COLUMNS).where(ControlTable.name == name).order_by(ControlTable.number.desc())
        return [ControlRow(*row) for row in self._run(query.limit(limit))]


_COLUMNS = tuple(getattr(ControlTable, name) for name in ControlRow.__dataclass_fields__)

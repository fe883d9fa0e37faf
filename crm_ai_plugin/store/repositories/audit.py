"""The audit log: append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from .. import ids
from ..tables.audit import AuditTable
from .base import Repository


@dataclass(frozen=True)
class AuditRow:
    """One deed: `actor` did `action` to `subject`."""

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(repr=False)


class Audit(Repository):
    """The audit log of one workspace."""

    def add(self, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        """Append a deed; `detail` must be free of secrets."""
        row = {
            "id": ids.new_id("aud"),
            "at": self._now(),
            "actor": actor,
            "action": action,
            "subject": subject,
            "detail": dict(detail or {}),
        }
        self._run(self._insert(AuditTable), [row])

    def list(self, limit: int = 100) -> Sequence[AuditRow]:
        """Return the latest deeds, newest first."""
        table = AuditTable
        query = select(table.id, table.at, table.actor, table.action, table.subject, table.detail)
        return [AuditRow(*row) for row in self._run(query.order_by(table.id.desc()).limit(limit))]

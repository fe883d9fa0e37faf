"""What features learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from .. import ids
from ..tables.learned import LearnedTable
from .base import Repository


class Learned(Repository):
    """Results of learning, newest wins."""

    def save(self, feature: str, version: str, payload: Mapping[str, Any], at: datetime) -> None:
        """Store one run of learning of that version of the feature."""
        row = {
            "id": ids.new_id("lrn"),
            "feature": feature,
            "version": version,
            "payload": dict(payload),
            "at": at,
        }
        self._run(self._insert(LearnedTable), [row])

    def learned_at(self, feature: str) -> datetime | None:
        """Return when the feature last learned; None: never."""
        table = LearnedTable
        query = select(table.at).where(table.feature == feature).order_by(table.at.desc()).limit(1)
        found: datetime | None = self._session.scalar(query)
        return found

    def latest(self, feature: str, version: str | None = None) -> dict[str, Any] | None:
        """Return the newest payload, of any version of the feature or of the given one."""
        table = LearnedTable
        query = select(table.payload).where(table.feature == feature)
        if version is not None:
            query = query.where(table.version == version)
        found: dict[str, Any] | None = self._session.scalar(
            query.order_by(table.at.desc(), table.id.desc()).limit(1)
        )
        return found

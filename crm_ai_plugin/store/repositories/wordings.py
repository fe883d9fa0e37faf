"""Wordings: bought once, used again, gone when they expire or somebody is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from ...insights import Subject
from ..tables.wordings import WordingTable
from .base import Repository


class Wordings(Repository):
    """The kept wordings of one workspace."""

    def find(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what was kept under any of `keys` and has not expired."""
        table = WordingTable
        query = select(table.key, table.content).where(table.key.in_(keys), table.expires_at > self._now())
        return {row.key: row.content for row in self._session.execute(query)}

    def put(self, key: str, feature: str, subject: Subject, content: bytes, ttl: timedelta) -> None:
        """Keep `content`, in place of what was there, and drop what has expired."""
        now = self._now()
        row = {
            "key": key,
            "feature": feature,
            "subject_type": subject.type,
            "subject_id": subject.id,
            "content": content,
            "at": now,
            "expires_at": now + ttl,
        }
        statement = self._insert(WordingTable)
        changed = {name: getattr(statement.excluded, name) for name in ("content", "at", "expires_at")}
        self._run(
            statement.on_conflict_do_update(index_elements=["workspace_id", "key"], set_=changed), [row]
        )
        self._run(delete(WordingTable).where(WordingTable.expires_at <= now))

    def latest(self, feature: str, subject: Subject, limit: int) -> Sequence[bytes]:
        """Return what was kept about a subject, newest first, expired or not: old words beat none."""
        table = WordingTable
        query = (
            select(table.content)
            .where(
                table.feature == feature, table.subject_type == subject.type, table.subject_id == subject.id
            )
            .order_by(table.at.desc(), table.key)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def drop(self, subject: Subject | None = None) -> int:
        """Delete what was kept about a subject, or everything; returns how many rows that were."""
        statement = delete(WordingTable)
        if subject is not None:
            statement = statement.where(
                WordingTable.subject_type == subject.type, WordingTable.subject_id == subject.id
            )
        return self._run(statement).rowcount

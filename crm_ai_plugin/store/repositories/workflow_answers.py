"""What a CRM's workflows were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ..tables.workflow_answers import WorkflowAnswerTable
from ..types import clean_json
from .base import Repository


class WorkflowAnswers(Repository):
    """The answers of one workspace."""

    def get(self, id: str) -> Mapping[str, Any] | None:  # noqa: A002
        """Return what was told."""
        table = WorkflowAnswerTable
        found: Mapping[str, Any] | None = self._session.scalar(select(table.answer).where(table.id == id))
        return found

    def keep(self, id: str, answer: Mapping[str, Any]) -> bool:  # noqa: A002
        """Store what is told; False when somebody else was told something already."""
        row = {"id": id, "answer": clean_json(dict(answer)), "at": self._now()}
        return self._insert_new(WorkflowAnswerTable, row)

    def prune(self, before: datetime) -> int:
        """Delete what was told before; returns how many rows that were."""
        return self._run(delete(WorkflowAnswerTable).where(WorkflowAnswerTable.at < before)).rowcount

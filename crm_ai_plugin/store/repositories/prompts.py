"""Prompts of a workspace: versions, which one is used, experiments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from ...errors import ConflictError
from .. import ids
from ..tables.prompts import PromptChoiceTable, PromptExperimentTable, PromptTable
from .base import Repository


@dataclass(frozen=True)
class PromptRow:
    """One version."""

    feature: str
    number: int
    text: str
    author: str
    note: str
    at: datetime


@dataclass(frozen=True)
class PromptExperimentRow:
    """A comparison of two versions; None is the package's. `share_b` is the part of the subjects that get b."""

    id: str
    feature: str
    a: int | None
    b: int | None
    share_b: float
    author: str
    started_at: datetime
    ended_at: datetime | None = None
    verdict: str | None = None


class Prompts(Repository):
    """The prompts of one workspace."""

    def add(self, feature: str, text: str, author: str, note: str) -> PromptRow:
        """Store a new version; it is not used before somebody chooses it.

        Raises:
            ConflictError: somebody else stored one at the same moment.
        """
        last = self._session.scalar(
            select(func.max(PromptTable.number)).where(PromptTable.feature == feature)
        )
        row = PromptRow(feature, (last or 0) + 1, text, author, note, self._now())
        if not self._insert_new(PromptTable, dict(row.__dict__)):
            raise ConflictError("somebody else changed this prompt at the same moment: look and try again")
        return row

    def list(self, feature: str | None = None) -> Sequence[PromptRow]:
        """Return the versions, newest first."""
        query = select(*_PROMPT).order_by(PromptTable.feature, PromptTable.number.desc())
        if feature is not None:
            query = query.where(PromptTable.feature == feature)
        return [PromptRow(*row) for row in self._run(query)]

    def get(self, feature: str, number: int) -> PromptRow | None:
        """Return one version."""
        query = select(*_PROMPT).where(PromptTable.feature == feature, PromptTable.number == number)
        row = self._run(query).first()
        return PromptRow(*row) if row else None

    def choose(self, feature: str, number: int | None, author: str) -> None:
        """Use a version from now on; None is the package's.

        Raises:
            ConflictError: somebody else chose at the same moment.
        """
        turn = self._session.scalar(
            select(func.max(PromptChoiceTable.turn)).where(PromptChoiceTable.feature == feature)
        )
        row = {
            "id": ids.new_id("pch"),
            "feature": feature,
            "number": number,
            "author": author,
            "at": self._now(),
            "turn": (turn or 0) + 1,
        }
        if not self._insert_new(PromptChoiceTable, row):
            raise ConflictError("somebody else changed this prompt at the same moment: look and try again")

    def choices(self, feature: str, limit: int = 2) -> Sequence[int | None]:
        """Return what was chosen, the present choice first; nothing when nobody ever chose."""
        table = PromptChoiceTable
        query = select(table.number).where(table.feature == feature).order_by(table.turn.desc()).limit(limit)
        return list(self._session.scalars(query))

    def begin(
        self, feature: str, a: int | None, b: int | None, share_b: float, author: str
    ) -> PromptExperimentRow:
        """Start an experiment.

        Raises:
            ConflictError: one is under way.
        """
        if self.running(feature) is not None:
            raise ConflictError("an experiment with this prompt is under way: end it first")
        row = PromptExperimentRow(ids.new_id("exp"), feature, a, b, share_b, author, self._now())
        self._run(self._insert(PromptExperimentTable), [dict(row.__dict__)])
        return row

    def running(self, feature: str) -> PromptExperimentRow | None:
        """Return the experiment that is under way."""
        table = PromptExperimentTable
        query = select(*_EXPERIMENT).where(table.feature == feature, table.ended_at.is_(None))
        row = self._run(query.order_by(table.started_at.desc()).limit(1)).first()
        return PromptExperimentRow(*row) if row else None

    def experiments(self, feature: str) -> Sequence[PromptExperimentRow]:
        """Return all experiments with a prompt, newest first."""
        table = PromptExperimentTable
        query = select(*_EXPERIMENT).where(table.feature == feature).order_by(table.started_at.desc())
        return [PromptExperimentRow(*row) for row in self._run(query)]

    def end(self, experiment: str, verdict: str) -> bool:
        """End an experiment; False when it was ended before, or there is none."""
        table = PromptExperimentTable
        statement = update(table).where(table.id == experiment, table.ended_at.is_(None))
        return self._run(statement.values(ended_at=self._now(), verdict=verdict)).rowcount == 1


_PROMPT = tuple(getattr(PromptTable, name) for name in PromptRow.__dataclass_fields__)
_EXPERIMENT = tuple(getattr(PromptExperimentTable, name) for name in PromptExperimentRow.__dataclass_fields__)

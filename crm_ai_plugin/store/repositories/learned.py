"""What features learned, version by version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select, update

from ...errors import NotFoundError
from .. import ids
from ..tables.learned import ColumnOverruleTable, LearnedTable
from .base import Repository

LearnedState = Literal["serving", "pinned", "replaced", "kept_back", "waiting", "rolled_back"]
_SERVING = ("serving", "pinned")
_AT_ONCE = 500


@dataclass(frozen=True)
class LearnedRow:
    """One run of learning; see :class:`LearnedTable`."""

    id: str
    feature: str
    version: str
    at: datetime
    state: LearnedState
    comparison: Mapping[str, Any] | None
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class OverruleRow:
    """A column that an admin lets through, who and when."""

    column: str
    by: str
    at: datetime


class Learned(Repository):
    """Results of learning; of each feature one serves."""

    def save(
        self,
        feature: str,
        version: str,
        payload: Mapping[str, Any],
        at: datetime,
        state: LearnedState = "serving",
        comparison: Mapping[str, Any] | None = None,
    ) -> str:
        """Store one run of learning of that version of the feature; returns its id.

        Of those that serve the newest does, unless one is pinned.
        """
        id_ = ids.new_id("lrn")
        row = {
            "id": id_,
            "feature": feature,
            "version": version,
            "payload": dict(payload),
            "at": at,
            "state": state,
            "comparison": None if comparison is None else dict(comparison),
        }
        self._run(self._insert(LearnedTable), [row])
        return id_

    def learned_at(self, feature: str) -> datetime | None:
        """Return when the feature last learned, whatever became of it; None: never."""
        table = LearnedTable
        query = select(table.at).where(table.feature == feature).order_by(table.at.desc()).limit(1)
        found: datetime | None = self._session.scalar(query)
        return found

    def latest(self, feature: str, version: str | None = None) -> dict[str, Any] | None:
        """Return the payload that serves, of any version of the feature or of the given one."""
        row = self._serving(feature, version)
        return None if row is None else dict(row.payload)

    def serving(self, feature: str) -> LearnedRow | None:
        """Return the run that serves; None before the first."""
        return self._serving(feature, None)

    def versions(self, feature: str, limit: int = 50) -> Sequence[LearnedRow]:
        """Return the runs of a feature, newest first."""
        table = LearnedTable
        query = self._rows().where(table.feature == feature)
        found = self._run(query.order_by(table.at.desc(), table.id.desc()).limit(limit))
        serving = self._serving(feature, None)
        return [
            replace(one, state="replaced")
            if one.state in _SERVING and serving is not None and one.id != serving.id
            else one
            for one in (LearnedRow(*row) for row in found)
        ]

    def get(self, id: str) -> LearnedRow:  # noqa: A002
        """Return one run.

        Raises:
            NotFoundError: there is none of that id.
        """
        row = self._run(self._rows().where(LearnedTable.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no model {id!r}", hint="see crm-ai model list")
        return LearnedRow(*row)

    def serve(self, id: str, *, pinned: bool, former: LearnedState = "replaced") -> None:  # noqa: A002
        """Let an earlier run serve; what served is `former` from now on.

        Raises:
            NotFoundError: there is none of that id.
        """
        row, table = self.get(id), LearnedTable
        others = update(table).where(table.feature == row.feature, table.state.in_(_SERVING), table.id != id)
        self._run(others.values(state=former))
        self._run(update(table).where(table.id == id).values(state="pinned" if pinned else "serving"))

    def prune(self, before: datetime, keep: int) -> int:
        """Delete old runs; returns how many.

        Args:
            before: Later ones stay.
            keep: So many newest ones of each feature stay, however old, and always the one that serves.
        """
        table = LearnedTable
        runs = self._run(select(table.id, table.feature, table.at).order_by(table.at.desc(), table.id.desc()))
        places: Counter[str] = Counter()
        old = []
        for id_, feature, at in runs:
            places[feature] += 1
            if at < before and places[feature] > keep:
                old.append((id_, feature))
        serving = {
            row.id for feature in {f for _, f in old} if (row := self._serving(feature, None)) is not None
        }
        gone = [id_ for id_, _ in old if id_ not in serving]
        for start in range(0, len(gone), _AT_ONCE):
            self._run(delete(table).where(table.id.in_(gone[start : start + _AT_ONCE])))
        return len(gone)

    def overruled(self) -> Sequence[OverruleRow]:
        """Return the columns that an admin lets features learn from, by name."""
        table = ColumnOverruleTable
        rows = self._run(select(table.column, table.by, table.at).order_by(table.column))
        return [OverruleRow(*row) for row in rows]

    def overrule(self, column: str, by: str) -> bool:
        """Let features learn from a column; returns whether that is new."""
        return self._insert_new(ColumnOverruleTable, {"column": column, "by": by, "at": self._now()})

    def restore(self, column: str) -> bool:
        """Take an overrule back; returns whether there was one."""
        table = ColumnOverruleTable
        return self._run(delete(table).where(table.column == column)).rowcount > 0

    def _serving(self, feature: str, version: str | None) -> LearnedRow | None:
        table = LearnedTable
        query = self._rows().where(table.feature == feature, table.state.in_(_SERVING))
        if version is not None:
            query = query.where(table.version == version)
        # A pinned one serves whatever came later.
        order = ((table.state == "pinned").desc(), table.at.desc(), table.id.desc())
        row = self._run(query.order_by(*order).limit(1)).first()
        return None if row is None else LearnedRow(*row)

    @staticmethod
    def _rows() -> Any:  # noqa: ANN401  # a SELECT
        table = LearnedTable
        return select(
            table.id,
            table.feature,
            table.version,
            table.at,
            table.state,
            table.comparison,
            table.payload,
        )

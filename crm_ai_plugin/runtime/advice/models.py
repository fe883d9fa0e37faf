"""The versions of what was learned, for people: which one serves, how good each was, and what may be learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import NotFoundError
from ...store import LearnedRow, Store
from .learning import Learning


@dataclass(frozen=True)
class Models:
    """Shows and switches the models of a feature."""

    store: Store
    learning: Learning

    def versions(self, workspace: str, feature: str) -> list[dict[str, Any]]:
        """Return a line about each model, newest first."""
        with self.store.workspace(workspace) as session:
            return [summary(row) for row in session.learned.versions(feature)]

    def show(self, workspace: str, feature: str, id_: str | None = None) -> dict[str, Any]:
        """Return what there is to know about a model beside its parameters; of the one that serves if no id is given.

        Raises:
            NotFoundError: there is none, or it is not of that feature.
        """
        with self.store.workspace(workspace) as session:
            row = session.learned.get(id_) if id_ else session.learned.serving(feature)
            overruled = [one.column for one in session.learned.overruled()]
        if row is None or row.feature != feature:
            raise NotFoundError("there is no such model", hint="run crm-ai learn")
        return {
            **summary(row),
            **details(row.payload),
            "comparison": row.comparison,
            "overruled": overruled,
        }

    def use(self, workspace: str, feature: str, id_: str | None, by: str, *, pin: bool) -> dict[str, Any]:
        """Let a model serve; pinned, it stays whatever is learned later.

        Args:
            workspace: Whose.
            feature: Of which feature.
            id_: Which model; pinned the one before, else the newest, if left out.
            by: Who does it.
            pin: Whether it stays.

        Raises:
            NotFoundError: there is no such model.
        """
        switch = self.learning.rollback if pin else self.learning.use
        return summary(switch(workspace, id_, feature, by))

    def allow(self, workspace: str, column: str, by: str) -> bool:
        """Let a column be learned from although it was refused; returns whether that is new."""
        with self.store.workspace(workspace) as session:
            new = session.learned.overrule(column, by)
            if new:
                session.audit.add(by, "column_allowed", column)
        return new

    def refuse(self, workspace: str, column: str, by: str) -> bool:
        """Take back that a column was allowed; returns whether it was."""
        with self.store.workspace(workspace) as session:
            was = session.learned.restore(column)
            if was:
                session.audit.add(by, "column_refused", column)
        return was


def summary(row: LearnedRow) -> dict[str, Any]:
    """Return one line about a model."""
    check: Mapping[str, Any] = row.payload.get("check") or {}
    return {
        "id": row.id,
        "at": row.at.isoformat(timespec="seconds"),
        "state": row.state,
        "kind": (row.payload.get("win") or {}).get("kind"),
        "deals": row.payload.get("n_used"),
        "auc": check.get("auc"),
        "brier": check.get("brier"),
        "base": check.get("brier_base"),
        "verdict": (row.comparison or {}).get("verdict"),
    }


def details(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is to know about a model beside its parameters."""
    return {
        "version": (payload.get("win") or {}).get("name"),
        "check": payload.get("check"),
        "rivals": payload.get("rivals") or {},
        "alarms": payload.get("alarms") or [],
        "effects": payload.get("effects") or {},
        "refused": payload.get("refused") or [],
    }

"""A workspace's deals as columns, read once for as long as they stay the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from ...facts.batch import groups_of
from ...ports.cohort import DealKey
from ...ports.moments import Ints, MomentBatch, Texts
from ...stats.folds import group_codes
from ...store import Store, WorkspaceSession
from ..advice.measuring import USUAL

_KEPT = 2
"""Workspaces whose columns one process keeps: 100,000 deals take some 200 MB."""


@dataclass(frozen=True)
class Columns:
    """All deals of one workspace at one state of its records."""

    version: str
    closed: MomentBatch
    open_: MomentBatch
    reasons: Texts
    groups: Ints
    closed_in_all: int
    usual: Mapping[str, Any]
    overruled: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """Reads deals as columns."""

    store: Store
    _kept: OrderedDict[str, Columns] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def version(self, session: WorkspaceSession) -> str:
        """Name the state of the records: it changes whenever a measured deal does, or an admin lets a column through."""
        let_through = ",".join(self.overruled(session))
        return f"{session.moments.stamp('life')}|{session.moments.stamp('now')}|{let_through}"

    @staticmethod
    def overruled(session: WorkspaceSession) -> list[str]:
        """Return the columns that an admin lets through the leak guard."""
        return sorted(row.column for row in session.learned.overruled())

    def columns(self, workspace: str) -> Columns:
        """Return the deals of a workspace."""
        with self.store.workspace(workspace) as session:
            version = self.version(session)
            with self._lock:
                known = self._kept.get(workspace)
            if known is not None and known.version == version:
                return known
            found = self._read(session, version)
        with self._lock:
            self._kept[workspace] = found
            self._kept.move_to_end(workspace)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def entered(self, workspace: str) -> MomentBatch:
        """Return closed deals at entering each of their stages, without their columns."""
        with self.store.workspace(workspace) as session:
            return session.moments.read("stage", only=())

    def at_stages(self, workspace: str, deals: Sequence[DealKey]) -> MomentBatch:
        """Return some closed deals at entering each of their stages, with their columns."""
        with self.store.workspace(workspace) as session:
            return session.moments.read("stage", outcome="closed", deals=deals)

    def _read(self, session: WorkspaceSession, version: str) -> Columns:
        closed = session.moments.read("life", outcome="closed")
        open_ = session.moments.read("now", outcome="open")
        stated = session.records.loss_reasons()
        reasons = np.empty(closed.n, dtype=object)
        reasons[:] = [
            stated.get(key) for key in zip(closed.connection.tolist(), closed.deal_id.tolist(), strict=True)
        ]
        return Columns(
            version,
            closed,
            open_,
            reasons,
            group_codes(groups_of(closed)),
            session.records.count_deals("closed"),
            session.learned.latest(USUAL) or {},
            frozenset(self.overruled(session)),
        )

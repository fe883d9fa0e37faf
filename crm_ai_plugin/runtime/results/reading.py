"""What an entry point asks about the results of advice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ...ports.clock import Clock
from ...store import Store
from .calibration import Calibration, calibration
from .effectiveness import Effectiveness, effectiveness
from .episodes import KIND

MOST_KEPT = 64
"""Workspaces whose last report a process remembers."""


@dataclass(frozen=True)
class Results:
    """Results of advice, of every workspace."""

    store: Store
    clock: Clock
    _kept: dict[str, tuple[object, Effectiveness]] = field(default_factory=dict, repr=False)

    def effectiveness(self, workspace: str) -> Effectiveness:
        """Return what following advice did, and what showing it did; the last report while nothing has come in since."""
        with self.store.workspace(workspace) as session:
            stamp = session.recommendations.stamp(KIND)
        kept = self._kept.get(workspace)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        found = effectiveness(self.store, workspace, self.clock)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[workspace] = (stamp, found)
        return found

    def calibration(self, workspace: str, since: datetime | None = None) -> Calibration:
        """Return how well the odds held of deals that have closed since."""
        return calibration(self.store, workspace, self.clock, since)

"""What an entry point asks about the results of advice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ...ports.clock import Clock
from ...store import Store
from .calibration import Calibration, calibration
from .effectiveness import Effectiveness, effectiveness
from .episodes import KIND
from .keeping import Both, keep, kept

MOST_KEPT = 64
"""Workspaces whose last report a process remembers."""


@dataclass(frozen=True)
class Results:
    """Results of advice, of every workspace: the last night's where there are any, else found when asked for."""

    store: Store
    clock: Clock
    _asked: dict[str, tuple[object, Effectiveness]] = field(default_factory=dict, repr=False)

    def effectiveness(self, workspace: str) -> Effectiveness:
        """Return what following advice did, and what showing it did.

        Without last night's, the last that was asked for while nothing has come in since.
        """
        with self.store.workspace(workspace) as session:
            nightly = kept(session, self.clock())
            stamp = session.recommendations.stamp(KIND) if nightly is None else None
        if nightly is not None:
            return nightly.effectiveness
        asked = self._asked.get(workspace)
        if asked is not None and asked[0] == stamp:
            return asked[1]
        found = effectiveness(self.store, workspace, self.clock)
        if len(self._asked) >= MOST_KEPT:
            self._asked.clear()
        self._asked[workspace] = (stamp, found)
        return found

    def calibration(self, workspace: str, since: datetime | None = None) -> Calibration:
        """Return how well the odds held of deals that have closed since; of all, as of last night."""
        if since is None:
            with self.store.workspace(workspace) as session:
                nightly = kept(session, self.clock())
            if nightly is not None:
                return nightly.calibration
        return calibration(self.store, workspace, self.clock, since)

    def keep(self, workspace: str) -> None:
        """Find both and keep them until the next night's are there."""
        found = Both(
            effectiveness(self.store, workspace, self.clock), calibration(self.store, workspace, self.clock)
        )
        with self.store.workspace(workspace) as session:
            keep(session, found, self.clock())

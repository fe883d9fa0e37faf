"""What an entry point asks about the results of advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...ports.clock import Clock
from ...store import Store
from .calibration import Calibration, calibration
from .effectiveness import Effectiveness, effectiveness


@dataclass(frozen=True)
class Results:
    """Results of advice, of every workspace."""

    store: Store
    clock: Clock

    def effectiveness(self, workspace: str) -> Effectiveness:
        """Return what following advice did, and what showing it did."""
        return effectiveness(self.store, workspace, self.clock)

    def calibration(self, workspace: str, since: datetime | None = None) -> Calibration:
        """Return how well the odds held of deals that have closed since."""
        return calibration(self.store, workspace, self.clock, since)

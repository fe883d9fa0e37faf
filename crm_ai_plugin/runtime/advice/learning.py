"""Lets features learn from a workspace's own history and keeps what they learned, versioned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...ports.clock import Clock
from ...records import DealSnapshot
from ...store import Store
from ..registry import Registry
from .horizon import horizons
from .measuring import Measuring

SAMPLE = 2_000
"""At most so many closed and so many open deals are looked at, newest first: more would cost time and say little."""


@dataclass(frozen=True)
class Learning:
    """Computes and stores benchmarks."""

    store: Store
    registry: Registry
    measuring: Measuring
    clock: Clock

    def run(self, workspace: str, feature_key: str, progress: Callable[[int], None] = lambda _: None) -> None:
        """Learn from the newest deals of a workspace; readers see the old version until the new one is whole.

        Args:
            workspace: Whose history.
            feature_key: Which feature learns.
            progress: Called with the number of deals read so far.
        """
        feature = self.registry.feature(feature_key)
        now = self.clock()
        closed: list[DealSnapshot] = []
        open_: list[DealSnapshot] = []
        as_of = horizons(self.store, workspace, now)
        with self.store.workspace(workspace) as session:
            for snapshot in session.records.snapshots(outcome="closed", limit=SAMPLE):
                closed.append(snapshot)
                progress(len(closed))
            for snapshot in session.records.snapshots(outcome="open", limit=SAMPLE):
                open_.append(snapshot.model_copy(update={"as_of": as_of.get(snapshot.connection, now)}))
                progress(len(closed) + len(open_))
        payload = feature.learn(closed, open_, now)
        with self.store.workspace(workspace) as session:
            session.learned.save(feature_key, feature.version, dict(payload), now)

    def run_all(self, workspace: str, progress: Callable[[int], None] = lambda _: None) -> None:
        """Let every feature about deals learn."""
        for feature in self.registry.features_for("deal"):
            self.run(workspace, feature.key, progress)

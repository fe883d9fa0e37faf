"""Lets features learn from a workspace's own history and keeps what they learned, versioned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import structlog

from ...errors import NotFoundError
from ...ports.clock import Clock
from ...ports.feature import Feature, LearnsMoments
from ...records import DealSnapshot
from ...stats.drift import calibration_shift
from ...store import LearnedRow, LearnedState, Store
from ..registry import Registry
from .horizon import horizons
from .measuring import Measuring

log = structlog.get_logger(__name__)

WATCHED = timedelta(days=90)
MIN_WATCHED = 25
"""Deals that closed lately, and how many of them it takes to say that chances no longer hold."""

DRIFTED = 3.0
"""Standard errors from which they don't."""

SAMPLE = 2_000
"""At most so many closed and so many open deals are looked at, newest first: more would cost time and say little."""


@dataclass(frozen=True)
class Learning:
    """Computes and stores benchmarks."""

    store: Store
    registry: Registry
    measuring: Measuring
    clock: Clock

    def run(
        self,
        workspace: str,
        feature_key: str,
        progress: Callable[[int], None] = lambda _: None,
        *,
        thorough: bool = True,
    ) -> LearnedState:
        """Learn from the deals of a workspace; readers see the old version until the new one is whole.

        A version that is worse than the one that serves is kept, but does not take over; nor does any while an admin has
        pinned one.

        Args:
            workspace: Whose history.
            feature_key: Which feature learns.
            progress: Called with the number of deals measured or read so far.
            thorough: Take the time to try richer models as well.

        Returns:
            What became of the new version.
        """
        feature = self.registry.feature(feature_key)
        now = self.clock()
        with self.store.workspace(workspace) as session:
            last = session.learned.serving(feature_key)
        if isinstance(feature, LearnsMoments):
            payload = self._from_moments(workspace, feature, last, progress, thorough=thorough)
        else:
            payload = self._from_snapshots(workspace, feature, progress)
        comparison = payload.get("comparison")
        state: LearnedState = "serving"
        if last is not None and last.state == "pinned":
            state = "waiting"
        elif comparison and comparison.get("verdict") == "worse":
            state = "kept_back"
            log.warning("model_kept_back", feature=feature_key, basis=comparison.get("basis"))
        with self.store.workspace(workspace) as session:
            session.learned.save(feature_key, feature.version, dict(payload), now, state, comparison)
        return state

    def run_all(
        self, workspace: str, progress: Callable[[int], None] = lambda _: None, *, thorough: bool = True
    ) -> None:
        """Let every feature about deals learn."""
        for feature in self.registry.features_for("deal"):
            self.run(workspace, feature.key, progress, thorough=thorough)

    def rollback(self, workspace: str, id_: str | None, feature_key: str, by: str) -> LearnedRow:
        """Let an earlier version serve and stay until somebody says otherwise; returns it.

        Args:
            workspace: Whose.
            id_: Which version; the one that served before if left out.
            feature_key: Of which feature.
            by: Who does it.

        Raises:
            NotFoundError: there is no such version, or none to go back to.
        """
        with self.store.workspace(workspace) as session:
            serving = session.learned.serving(feature_key)
            if id_ is None:
                id_ = _before(session.learned.versions(feature_key), serving)
            row = session.learned.get(id_)
            if row.feature != feature_key:
                raise NotFoundError(f"{id_} is no model of {feature_key}", hint="see crm-ai model list")
            session.learned.serve(id_, pinned=True, former="rolled_back")
            session.audit.add(by, "model_rolled_back", feature_key, {"to": id_})
            return session.learned.get(id_)

    def use(self, workspace: str, id_: str | None, feature_key: str, by: str) -> LearnedRow:
        """Let a version serve, and later ones take over again; returns it.

        Args:
            workspace: Whose.
            id_: Which version; the newest if left out.
            feature_key: Of which feature.
            by: Who does it.

        Raises:
            NotFoundError: there is no such version.
        """
        with self.store.workspace(workspace) as session:
            versions = session.learned.versions(feature_key, limit=1)
            if id_ is None and not versions:
                raise NotFoundError("nothing was learned yet", hint="run crm-ai learn")
            row = session.learned.get(id_ or versions[0].id)
            session.learned.serve(row.id, pinned=False)
            session.audit.add(by, "model_used", feature_key, {"id": row.id})
            return session.learned.get(row.id)

    def watch(self, workspace: str, feature_key: str) -> float:
        """Return by how many standard errors recent deals were won more often than was said while they were open.

        What was said was logged then, so nothing here knows the end; 0 with too few deals to tell.
        """
        with self.store.workspace(workspace) as session:
            last = session.learned.serving(feature_key)
            settled = session.predictions.settled(last.at - WATCHED) if last is not None else []
        newest = {(one.prediction.connection, one.prediction.deal_id): one for one in settled}
        if len(newest) < MIN_WATCHED:
            return 0.0
        said = np.array([one.prediction.p for one in newest.values()])
        came = np.array([one.won for one in newest.values()], dtype=float)
        return calibration_shift(said, came)

    def _from_moments(
        self,
        workspace: str,
        feature: LearnsMoments,
        last: LearnedRow | None,
        progress: Callable[[int], None],
        *,
        thorough: bool,
    ) -> Mapping[str, Any]:
        # What is left over jobs measure slice by slice: learning must not wait for a long history.
        measured = self.measuring.closed(workspace, progress, stages=False, most=SAMPLE)
        self.measuring.living(workspace, lambda n: progress(measured + n))
        with self.store.workspace(workspace) as session:
            closed, open_ = session.moments.read("life", "closed"), session.moments.read("now")
            overruled = [row.column for row in session.learned.overruled()]
        usual = self.measuring.usual(workspace)
        before = last.payload if last is not None else None
        return feature.learn_moments(closed, open_, usual, self.clock(), overruled, before, thorough=thorough)

    def _from_snapshots(
        self, workspace: str, feature: Feature, progress: Callable[[int], None]
    ) -> Mapping[str, Any]:
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
        return feature.learn(closed, open_, now)


def _before(versions: Sequence[LearnedRow], serving: LearnedRow | None) -> str:
    """The version that served before the one that serves."""
    for row in versions:
        if serving is not None and row.at < serving.at and row.state in ("replaced", "serving", "pinned"):
            return row.id
    raise NotFoundError("there is no earlier model to go back to", hint="see crm-ai model list")

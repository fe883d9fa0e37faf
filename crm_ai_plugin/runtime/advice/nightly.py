"""The nightly look at every open deal: what time alone has changed, without asking the CRM about each."""

from __future__ import annotations

from dataclasses import dataclass

from ...ports.clock import Clock
from ...store import PredictionRow, Store
from ..dispatch import Dispatcher
from ..language_model.preview import RunCosts
from ..registry import Registry
from .measuring import Measuring
from .scoring import COACH, Scored, scored

CAUSE = "nightly look"
MOVED = 0.02
"""Points by which a chance must have moved since the last insight for the deal to be looked at in full."""


@dataclass(frozen=True)
class Nightly:
    """Measures and scores open deals as they stand, logs the chances, and asks for new advice where it moved."""

    store: Store
    registry: Registry
    measuring: Measuring
    costs: RunCosts
    dispatcher: Dispatcher
    clock: Clock

    def run(self, workspace: str) -> int:
        """Look at every open deal; returns how many are looked at in full."""
        self.measuring.living(workspace)
        found = list(scored(self.store, self.registry, workspace, self.clock()))
        with self.store.workspace(workspace) as session:
            session.predictions.log([row for one in found if (row := predicted(one)) is not None])
        moved = [one.snapshot for one in found if self._has_moved(workspace, one)]
        self.costs.foretell(workspace, COACH, len(moved), CAUSE)
        for snapshot in moved:
            with self.store.workspace(workspace) as session:
                session.work.touch(snapshot.connection, "deal", snapshot.deal.id, CAUSE, self.clock())
            self.dispatcher.refresh((workspace, snapshot.connection, "deal", snapshot.deal.id))
        return len(moved)

    def _has_moved(self, workspace: str, one: Scored) -> bool:
        """Whether a deal's chance is another than what was last said of it; False where nothing was said yet."""
        with self.store.workspace(workspace) as session:
            last = session.insights.latest(COACH, "deal", one.snapshot.deal.id, one.snapshot.connection)
        return last is not None and abs(_chance(last.payload) - one.payload.score.p_win.value) >= MOVED


def predicted(one: Scored) -> PredictionRow | None:
    """Return a score as the log of predictions keeps it; None where nothing is foretold."""
    score = one.payload.score
    if score.model is None:
        return None
    return PredictionRow(
        connection=one.snapshot.connection,
        deal_id=one.snapshot.deal.id,
        as_of=one.snapshot.as_of,
        p=score.p_win.value,
        low=score.p_win.low,
        high=score.p_win.high,
        model=score.model.version,
        kind=score.model.kind,
    )


def _chance(payload: dict[str, object]) -> float:
    score = payload.get("score")
    p_win = score.get("p_win") if isinstance(score, dict) else None
    value = p_win.get("value") if isinstance(p_win, dict) else None
    return float(value) if isinstance(value, int | float) else 0.0

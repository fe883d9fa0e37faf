"""Reads what rules look at, each part when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ...alerts.watched import Chance, DealKey, Surroundings, WatchedDeal
from ...facts import Fact, measure_all
from ...features.win_loss.filters import Fields, matches
from ...insights import Cohort, Condition, DealCoachPayload, WinLossPayload
from ...ports.moments import MomentBatch, MomentKind
from ...records import Deal, DealSnapshot
from ..advice.horizon import horizons

if TYPE_CHECKING:
    from ..services import Services

COACH = "deal_coach"
_VERSIONS = 100
_CHUNK = 200


@dataclass(frozen=True)
class Looking:
    """The open deals of one workspace, and what is around them."""

    services: Services
    workspace: str

    def members(self, where: Condition, around: Surroundings) -> frozenset[DealKey]:
        """Return the open deals that a filter holds for.

        Raises:
            UserInputError: it names a field that is not there, or does not fit it.
        """
        batch = around.living()
        inside = batch.take(matches(where, Fields(batch)))
        return frozenset(zip(inside.connection.tolist(), inside.deal_id.tolist(), strict=True))

    def surroundings(self) -> Surroundings:
        """Return what patterns may know beside a deal."""
        return Surroundings(
            closed=cache(lambda: self._moments("life", "closed")),
            living=cache(self._living),
            stays=cache(lambda: self._moments("stage", "closed", ())),
            lost_to=cache(self._lost_to),
            win_loss=cache(self._win_loss),
        )

    def deals(self) -> Iterator[WatchedDeal]:
        """Yield every open deal as it stands; no transaction is open meanwhile."""
        usual = self.services.measuring.usual(self.workspace)
        as_of = horizons(self.services.store, self.workspace, self.services.clock())

        def measure(snapshot: DealSnapshot) -> Mapping[str, Fact]:
            return measure_all(snapshot, usual)

        by_connection: dict[str, list[str]] = defaultdict(list)
        with self.services.store.workspace(self.workspace) as session:
            for connection, id_ in session.records.deal_ids("open"):
                by_connection[connection].append(id_)
        for connection, ids in sorted(by_connection.items()):
            now = as_of.get(connection, self.services.clock())
            for start in range(0, len(ids), _CHUNK):
                with self.services.store.workspace(self.workspace) as session:
                    part = session.records.snapshot_many(connection, ids[start : start + _CHUNK], now)
                for snapshot in sorted(part, key=lambda one: one.deal.id):
                    yield WatchedDeal(snapshot, measure, self._chances)

    def _chances(self, key: DealKey) -> Sequence[Chance]:
        connection, id_ = key
        with self.services.store.workspace(self.workspace) as session:
            versions = session.insights.history(COACH, "deal", id_, connection, limit=_VERSIONS)
        return [
            Chance(one.as_of, DealCoachPayload.model_validate(one.payload).score.p_win)
            for one in reversed(versions)
        ]

    def _moments(self, kind: MomentKind, outcome: Any, only: Sequence[str] | None = None) -> MomentBatch:  # noqa: ANN401  # a literal of the reading
        self.services.measuring.closed(self.workspace)
        with self.services.store.workspace(self.workspace) as session:
            return session.moments.read(kind, outcome, only=only)

    def _living(self) -> MomentBatch:
        self.services.measuring.living(self.workspace)
        with self.services.store.workspace(self.workspace) as session:
            return session.moments.read("now", "open")

    def _lost_to(self) -> Mapping[DealKey, Sequence[str]]:
        found: dict[DealKey, Sequence[str]] = {}
        by_connection: dict[str, list[str]] = defaultdict(list)
        with self.services.store.workspace(self.workspace) as session:
            for connection, id_ in session.records.deal_ids("lost"):
                by_connection[connection].append(id_)
            for connection, ids in by_connection.items():
                for deal in session.records.fetch(connection, Deal, ids):
                    names = [*deal.competitors, *([deal.loss_reason] if deal.loss_reason else [])]
                    if names:
                        found[connection, deal.id] = names
        return found

    def _win_loss(self) -> WinLossPayload:
        found = self.services.win_loss.cohort(self.workspace, Cohort())
        return WinLossPayload.model_validate(found.payload)

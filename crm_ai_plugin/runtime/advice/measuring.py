"""Keeps deals as they stood at a moment: what the statistics of every feature learn from."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...facts.columns import layout
from ...facts.looking import moments_of
from ...facts.usual import benchmarks
from ...ports.clock import Clock
from ...ports.moments import Moment
from ...records import DealSnapshot, Outcome
from ...store import Measured, Store, WorkspaceSession
from .horizon import horizons

USUAL = "usual"
"""Under this name what is usual in a workspace is kept beside what features learned."""

SAMPLE = 2_000
"""At most so many closed and so many open deals say what is usual, newest first: more would cost time and say little."""

_CHUNK = 100
_GROWN = 1.1
_FEW = 200
"""What is usual is found anew when this share more deals have closed; with few deals, each time."""

Progress = Callable[[int], None]


def _silent(_done: int) -> None:
    return None


@dataclass(frozen=True)
class Look:
    """What one deal was like, not stored yet."""

    moments: Sequence[Moment]
    how: Measured


@dataclass(frozen=True)
class Measuring:
    """Measures moments and stores them. Killed at any point, it goes on where it stood: each chunk is committed."""

    store: Store
    clock: Clock

    def usual(self, workspace: str, *, anew: bool = False) -> dict[str, Any]:
        """Return what is usual in a workspace; found again where enough has happened since.

        Args:
            workspace: Whose history.
            anew: Look again whatever has happened.
        """
        with self.store.workspace(workspace) as session:
            known = session.learned.latest(USUAL)
            closed = session.records.count_deals("closed")
        if known is not None and not anew and closed >= _FEW and closed < _GROWN * known["n_closed"]:
            return known
        with self.store.workspace(workspace) as session:
            finished = list(session.records.snapshots(outcome="closed", limit=SAMPLE))
            living = list(session.records.snapshots(outcome="open", limit=SAMPLE))
        found = {"n_closed": closed, **benchmarks(_in_order(finished), _in_order(living))}
        if known is None or _name(found) != _name(known):
            with self.store.workspace(workspace) as session:
                session.learned.save(USUAL, "1", found, self.clock())
        return found

    def closed(
        self,
        workspace: str,
        progress: Progress = _silent,
        *,
        stages: bool = True,
        most: int | None = None,
    ) -> int:
        """Measure the closed deals that are not measured as they are now, newest first; returns how many.

        Args:
            workspace: Whose deals.
            progress: Called with the number of deals measured so far.
            stages: Look at them as they entered each stage, too.
            most: At most so many.
        """
        usual = self.usual(workspace)
        how, done = _how(usual, stages=stages), 0
        while most is None or done < most:
            with self.store.workspace(workspace) as session:
                due = session.moments.stale(how, _CHUNK if most is None else min(_CHUNK, most - done))
                if not due:
                    break
                by_connection: dict[str, list[str]] = defaultdict(list)
                for connection, deal_id in due:
                    by_connection[connection].append(deal_id)
                snapshots = [
                    session.records.snapshot_many(connection, ids, self.clock())
                    for connection, ids in by_connection.items()
                ]
            # Measured outside of any transaction: on SQLite one open write keeps webhooks from being accepted.
            measured = [
                [m for s in group for m in moments_of(s, usual, stages=stages)] for group in snapshots
            ]
            with self.store.workspace(workspace) as session:
                for (connection, ids), moments in zip(by_connection.items(), measured, strict=True):
                    session.moments.replace(connection, ids, moments, how)
            done += len(due)
            progress(done)
        return done

    def left(self, workspace: str, *, stages: bool = True) -> int:
        """Return how many closed deals are still to be measured."""
        usual = self.usual(workspace)
        with self.store.workspace(workspace) as session:
            return session.moments.count_stale(_how(usual, stages=stages))

    def living(self, workspace: str, progress: Progress = _silent) -> int:
        """Measure every open deal as it stands now; returns how many."""
        usual, done = self.usual(workspace), 0
        how = _how(usual, stages=False)
        as_of = horizons(self.store, workspace, self.clock())
        with self.store.workspace(workspace) as session:
            due: dict[str, list[str]] = defaultdict(list)
            for connection, deal_id in session.records.deal_ids("open"):
                due[connection].append(deal_id)
        for connection, deal_ids in sorted(due.items()):
            now = as_of.get(connection, self.clock())
            for start in range(0, len(deal_ids), _CHUNK):
                ids = deal_ids[start : start + _CHUNK]
                with self.store.workspace(workspace) as session:
                    snapshots = session.records.snapshot_many(connection, ids, now)
                moments = [m for s in snapshots for m in moments_of(s, usual, stages=False)]
                with self.store.workspace(workspace) as session:
                    session.moments.replace(connection, ids, moments, how)
                done += len(ids)
                progress(done)
        return done

    def look(self, workspace: str, snapshot: DealSnapshot) -> Look | None:
        """Measure one deal that has just been read; nothing is stored and no transaction is open meanwhile.

        Before anything is known to be usual there is nothing to measure against; the first learning catches up.
        """
        with self.store.workspace(workspace) as session:
            usual = session.learned.latest(USUAL)
        if usual is None:
            return None
        closed = snapshot.deal.outcome is not Outcome.OPEN
        return Look(moments_of(snapshot, usual, stages=closed), _how(usual, stages=closed))

    @staticmethod
    def keep(session: WorkspaceSession, snapshot: DealSnapshot, look: Look | None) -> None:
        """Store what was measured, once the deal itself is stored in this session."""
        if look is not None:
            session.moments.replace(snapshot.connection, [snapshot.deal.id], look.moments, look.how)


def _how(usual: Mapping[str, Any], *, stages: bool) -> Measured:
    return Measured(layout(), _name(usual), stages)


def _name(usual: Mapping[str, Any]) -> str:
    """A name of what is usual, apart from how many deals have closed meanwhile."""
    text = json.dumps({key: usual[key] for key in sorted(usual) if key != "n_closed"}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _in_order(snapshots: list[DealSnapshot]) -> list[DealSnapshot]:
    return sorted(
        snapshots, key=lambda s: (s.deal.created_at is None, s.deal.created_at, s.connection, s.deal.id)
    )

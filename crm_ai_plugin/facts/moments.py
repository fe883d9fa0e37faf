"""When a deal is looked at: a closed one inside its life, so that it is seen as an open deal would be."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from ..records import DealSnapshot, Outcome

_EARLIEST = 0.5
_LATEST = 0.95


def fraction_of(created: datetime, closed: datetime) -> float:
    """Return a share of a life, spread evenly over deals.

    It hangs on what is the same in every CRM and stays the same whatever other deals there are: an id would let the
    same deals teach other odds in another CRM, and a place in their order would move with every deal that arrives.
    """
    name = f"{int(created.timestamp())}:{int(closed.timestamp())}"
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return _EARLIEST + (_LATEST - _EARLIEST) * int.from_bytes(digest, "big") / 2**64


def moment_in_life(snapshot: DealSnapshot) -> datetime | None:
    """Return an instant inside the life of a closed deal, or None if its dates don't give one."""
    start, end = snapshot.deal.created_at, snapshot.deal.closed_at
    if start is None or end is None or end <= start:
        return None
    return start + (end - start) * fraction_of(start, end)


def moment_to_learn(snapshot: DealSnapshot) -> datetime | None:
    """Return when a closed deal is looked at: inside its life, else just before its end, else None.

    Of a deal whose beginning nobody recorded, what is known at the end is all there is; what was filled in only then is
    for the leak guard to find.
    """
    inside = moment_in_life(snapshot)
    end = snapshot.deal.closed_at
    return inside if inside is not None or end is None else end - timedelta(seconds=1)


def stage_entries(snapshot: DealSnapshot) -> list[tuple[str, datetime]]:
    """Return each stage a closed deal went through with when it first entered it, in order; not the closing one."""
    start, end = snapshot.deal.created_at, snapshot.deal.closed_at
    if snapshot.deal.outcome is Outcome.OPEN or end is None:
        return []
    found: dict[str, datetime] = {}
    moves = sorted(snapshot.stage_changes, key=lambda move: (move.at, move.id))
    if moves and moves[0].from_stage and start is not None and start < moves[0].at:
        found[moves[0].from_stage] = start
    for move in moves:
        found.setdefault(move.to_stage, move.at)
    found.pop(snapshot.deal.stage or "", None)
    return [(stage, at) for stage, at in found.items() if at < end]

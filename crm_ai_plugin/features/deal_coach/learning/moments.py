"""When in its life a closed deal is looked at, so that it is seen as an open deal would be."""

from __future__ import annotations

import hashlib
from datetime import datetime

from ....records import DealSnapshot

_EARLIEST = 0.5
_LATEST = 0.95


def fraction_of(deal_id: str) -> float:
    """Return a fixed share of the life of this deal, spread evenly over deals."""
    digest = hashlib.sha256(deal_id.encode()).digest()
    return _EARLIEST + (_LATEST - _EARLIEST) * int.from_bytes(digest[:4], "big") / 2**32


def moment_in_life(snapshot: DealSnapshot) -> datetime | None:
    """Return an instant inside the life of a closed deal, or None if its dates don't give one."""
    start, end = snapshot.deal.created_at, snapshot.deal.closed_at
    if start is None or end is None or end <= start:
        return None
    return start + (end - start) * fraction_of(snapshot.deal.id)

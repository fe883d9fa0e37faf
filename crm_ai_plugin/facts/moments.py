"""When in its life a closed deal is looked at, so that it is seen as an open deal would be."""

from __future__ import annotations

from datetime import datetime

from ..records import DealSnapshot

_EARLIEST = 0.5
_LATEST = 0.95
_GOLDEN = 0.6180339887498949
"""Steps of this length, taken round and round, cover a stretch evenly however many there are."""


def fraction_of(place: int) -> float:
    """Return a share of a life, spread evenly over deals, by a deal's place in the order of closing.

    A deal's id would do as well within one CRM, but the same deals in another CRM would then be seen at other moments
    and teach other odds.
    """
    return _EARLIEST + (_LATEST - _EARLIEST) * ((place + 1) * _GOLDEN % 1.0)


def moment_in_life(snapshot: DealSnapshot, place: int) -> datetime | None:
    """Return an instant inside the life of a closed deal, or None if its dates don't give one."""
    start, end = snapshot.deal.created_at, snapshot.deal.closed_at
    if start is None or end is None or end <= start:
        return None
    return start + (end - start) * fraction_of(place)

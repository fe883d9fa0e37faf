"""Which kind of customer a deal is with."""

from __future__ import annotations

from ..records import DealSnapshot


def segment_of(snapshot: DealSnapshot | None) -> str:
    """Return the customer's size, or "" where it is unknown: what works with a corporation may not with a shop."""
    size = snapshot.company.employees if snapshot and snapshot.company else None
    if size is None:
        return ""
    return "small" if size < 50 else "medium" if size < 500 else "large"

"""Leaves a day's allowance of calls to people: a backfill stops long before it is used up."""

from __future__ import annotations

from ...errors import RateLimitedError
from ...ports.connector import Connector, ReportsQuota

LEFT_TO_PEOPLE = 0.2
"""Share of a day's calls that a backfill does not touch."""
_LONG_WINDOW_S = 3_600.0
"""Shorter windows are the call budget's business."""
COME_BACK_S = 900.0


def mind_the_day(connector: Connector) -> None:
    """Return if a backfill may go on.

    Raises:
        RateLimitedError: the rest of the day's calls is for people; carries when to look again.
    """
    quota = connector.quota() if isinstance(connector, ReportsQuota) else None
    if quota is None or quota.resets_in_s < _LONG_WINDOW_S or quota.remaining > quota.limit * LEFT_TO_PEOPLE:
        return
    raise RateLimitedError(
        "the CRM's calls of the day are nearly used up; the rest is left to people",
        code="day_nearly_used",
        retry_after=COME_BACK_S,
    )

"""When to try again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

BASE_S = 1.0
CAP_S = 900.0
MOST_ASKED_S = 86_400.0
"""No CRM's longest window is longer than a day; what asks for more is broken."""
_DOUBLINGS = 10
"""So many reach the cap; more would only overflow."""


def retry_at(now: datetime, attempt: int, retry_after: float | None) -> datetime:
    """Return the time of the next try.

    What the other side asked for wins, up to a day; else the wait doubles from one second to a quarter of
    an hour, with up to a quarter of jitter so that workers don't come back in step.

    Args:
        now: The present.
        attempt: How many tries there were, at least 1.
        retry_after: Seconds the other side asked for, if it did.
    """
    if retry_after is not None:
        wait = min(max(0.0, retry_after), MOST_ASKED_S)
    else:
        wait = min(CAP_S, BASE_S * 2 ** min(max(0, attempt - 1), _DOUBLINGS))
    return now + timedelta(seconds=wait * (1 + random.random() / 4))  # noqa: S311  # jitter, not a secret

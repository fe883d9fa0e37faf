"""When to try again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

BASE_S = 1.0
CAP_S = 900.0


def retry_at(now: datetime, attempt: int, retry_after: float | None) -> datetime:
    """Return the time of the next try.

    What the other side asked for wins; else the wait doubles from one second to a quarter of an hour,
    with up to a quarter of jitter so that workers don't come back in step.

    Args:
        now: The present.
        attempt: How many tries there were, at least 1.
        retry_after: Seconds the other side asked for, if it did.
    """
    wait = retry_after if retry_after is not None else min(CAP_S, BASE_S * 2 ** (max(1, attempt) - 1))
    return now + timedelta(seconds=wait * (1 + random.random() / 4))  # noqa: S311  # jitter, not a secret

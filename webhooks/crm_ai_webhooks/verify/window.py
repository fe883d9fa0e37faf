"""The time window: a delivery from the future is as little to be believed as an old one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..rejection import rejected

TOLERANCE = timedelta(minutes=5)

# Sixteen digits reach far beyond any plausible time; int() of megabytes of digits must not even start.
_DIGITS = re.compile(r"[0-9]{1,16}", re.ASCII)


def read_unix(text: str) -> int:
    """Return the number in a timestamp header (the scheme knows whether it means s or ms).

    Raises:
        WebhookRejected: ``timestamp_missing`` if it is not a plain non-negative number.
    """
    if not _DIGITS.fullmatch(text):
        raise rejected("timestamp_missing")
    return int(text)


def check_window(at_ms: int, now: datetime, tolerance: timedelta = TOLERANCE) -> None:
    """Return if `at_ms` (Unix milliseconds) is within `tolerance` of `now` on either side.

    Raises:
        WebhookRejected: ``timestamp_out_of_window``.
    """
    now_ms = round(now.timestamp() * 1000)
    if abs(now_ms - at_ms) > tolerance // timedelta(milliseconds=1):
        raise rejected("timestamp_out_of_window")


def check_unix(text: str, now: datetime, *, per_second: int, tolerance_s: int) -> None:
    """Return if the number in `text` is at most `tolerance_s` from `now`; `per_second` is 1 for seconds, 1000 for ms.

    Raises:
        WebhookRejected: ``timestamp_missing`` or ``timestamp_out_of_window``.
    """
    check_window(read_unix(text) * (1000 // per_second), now, timedelta(seconds=tolerance_s))

"""The sandbox's own time: it starts at the world's ``now`` and runs on from there."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

__all__ = ["SandboxClock", "millis", "stamp"]


class SandboxClock:
    """A running clock whose readings never repeat, so that later writes always carry later times."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = time.monotonic()
        self._last = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present in whole milliseconds, later than every reading before."""
        with self._lock:
            passed = int((time.monotonic() - self._begun) * 1000)
            at = self._start + timedelta(milliseconds=passed)
            self._last = max(at, self._last + timedelta(milliseconds=1))
            return self._last

    def advance(self, by: timedelta) -> None:
        """Move the present forward.

        Raises:
            ValueError: ``by`` is negative.
        """
        if by < timedelta(0):
            raise ValueError("the sandbox clock only runs forward")
        with self._lock:
            self._start += by


def stamp(at: datetime) -> str:
    """An aware datetime as CRMs print it: ``2026-01-31T08:00:00.000Z``."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def millis(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)

"""What time it is; tests and replays bring their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Returns the present moment, timezone-aware, in UTC."""

    def __call__(self) -> datetime: ...


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)

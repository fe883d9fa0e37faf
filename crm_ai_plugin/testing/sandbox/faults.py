"""Faults on demand: what a CRM does on a bad day, so that a client can be tried against it."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal, get_args

__all__ = ["Fault", "FaultKind", "Faults"]

FaultKind = Literal[
    "rate_limit",
    "server_error",
    "latency",
    "drop_response",
    "malformed_json",
    "drop_field",
    "expired_token",
    "repeated_cursor",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to act out.

    Attributes:
        kind: ``rate_limit`` answers 429, or as the vendor does; ``server_error`` answers ``status``; ``latency`` waits ``ms``;
            ``drop_response`` closes the connection after the call took effect; ``malformed_json`` cuts the
            body; ``drop_field`` silently ignores ``field`` in writes; ``expired_token`` answers 401;
            ``repeated_cursor`` gives a page whose next one is itself, wherever the vendor has cursors.
        times: How many calls it hits; ``None`` means until the faults are cleared.
        method: Only calls of this HTTP method, any when empty.
        path: Only calls whose path contains this text, any when empty.
        status: Status of ``server_error``.
        retry_after_s: ``Retry-After`` of ``rate_limit``; ``None`` leaves the header out.
        as_date: Whether that is said as a date, as a proxy in front may do.
        ms: Wait of ``latency`` in milliseconds.
        field: Property name of ``drop_field``.
    """

    kind: FaultKind
    times: int | None = 1
    method: str = ""
    path: str = ""
    status: int = 503
    retry_after_s: int | None = 1
    as_date: bool = False
    ms: int = 0
    field: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(get_args(FaultKind))}")

    def retry_after(self) -> str | None:
        """The value of ``Retry-After``; a date is a second later, because it counts whole ones."""
        if self.retry_after_s is None or not self.as_date:
            return None if self.retry_after_s is None else str(self.retry_after_s)
        # The caller's clock counts the wait, so this is real time.
        until = datetime.now(UTC) + timedelta(seconds=self.retry_after_s + 1)
        return format_datetime(until, usegmt=True)

    def hits(self, method: str, path: str) -> bool:
        """Whether a call is in the fault's reach."""
        return self.times != 0 and self.method in ("", method) and self.path in path


class Faults:
    """The faults in force and the rate budget of the account."""

    def __init__(self, latency_ms: int = 0, budget_per_10s: int | None = None) -> None:
        self.latency_ms = latency_ms
        self.budget_per_10s = budget_per_10s
        self._active: list[Fault] = []
        self._recent: deque[float] = deque()
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Put a fault in force, behind those already there."""
        with self._lock:
            self._active.append(fault)

    def clear(self) -> None:
        """End all faults, the steady latency and the rate budget included."""
        with self._lock:
            self._active.clear()
            self._recent.clear()
            self.latency_ms = 0
            self.budget_per_10s = None

    def take(self, kind: FaultKind, method: str, path: str) -> Fault | None:
        """The first fault of this kind that hits the call, used up by one; ``None`` when there is none."""
        with self._lock:
            for k, fault in enumerate(self._active):
                if fault.kind == kind and fault.hits(method, path):
                    if fault.times is not None:
                        self._active[k] = replace(fault, times=fault.times - 1)
                    return fault
        return None

    def within_budget(self) -> bool:
        """Count one call against the rolling ten seconds; false when the budget is used up."""
        with self._lock:
            if self.budget_per_10s is None:
                return True
            present = time.monotonic()
            while self._recent and self._recent[0] <= present - 10:
                self._recent.popleft()
            if len(self._recent) >= self.budget_per_10s:
                return False
            self._recent.append(present)
            return True

    def remaining(self) -> int | None:
        """Calls left in the present ten seconds, ``None`` without a budget."""
        with self._lock:
            if self.budget_per_10s is None:
                return None
            return max(0, self.budget_per_10s - len(self._recent))

    def as_json(self) -> dict[str, Any]:
        """What is in force, ready for JSON."""
        with self._lock:
            active = [asdict(fault) for fault in self._active if fault.times != 0]
        return {"active": active, "latency_ms": self.latency_ms, "budget_per_10s": self.budget_per_10s}

"""What was asked of the sandbox, for tests that count calls and check writes."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["RequestEntry", "RequestLog"]

_KEEP = 50_000


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """One request; ``endpoint`` is method and route pattern, ``body`` the parsed JSON or form."""

    at: str
    method: str
    path: str
    endpoint: str
    status: int
    write: bool
    duration_ms: float
    body: Any


class RequestLog:
    """The last 50,000 requests, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[RequestEntry] = deque(maxlen=_KEEP)
        self._lock = threading.Lock()

    def add(self, entry: RequestEntry) -> None:
        """Append a request."""
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        """Forget everything so far."""
        with self._lock:
            self._entries.clear()

    def entries(self, *, path: str = "", method: str = "", writes: bool = False) -> list[RequestEntry]:
        """Requests whose path contains ``path``, of that method, or only those that write."""
        with self._lock:
            found = list(self._entries)
        return [
            entry
            for entry in found
            if path in entry.path and method in ("", entry.method) and (entry.write or not writes)
        ]

    def counts(self) -> dict[str, int]:
        """Number of requests per endpoint."""
        with self._lock:
            return dict(Counter(entry.endpoint for entry in self._entries))

    def as_json(self) -> dict[str, Any]:
        """Counts and entries, ready for JSON."""
        return {"counts": self.counts(), "requests": [asdict(entry) for entry in self.entries()]}

"""The hub of this process, made when the first page connects: most processes and all tests need none."""

from __future__ import annotations

import threading

from flask import Flask

from ..services import Services
from .hub import Hub
from .metrics import LiveMetrics


class LiveConnections:
    """Makes the hub once."""

    def __init__(self, app: Flask, services: Services, most: int, metrics: LiveMetrics) -> None:
        self._app, self._services, self._most = app, services, most
        self._metrics = metrics
        self._lock = threading.Lock()
        self._hub: Hub | None = None

    def __call__(self) -> Hub:
        """Return the hub."""
        with self._lock:
            if self._hub is None:
                self._hub = Hub(self._app, self._services, self._most, self._metrics)
            return self._hub

    def close(self) -> None:
        """End the connections, if there are any."""
        with self._lock:
            hub, self._hub = self._hub, None
        if hub is not None:
            hub.close()

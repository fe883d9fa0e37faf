"""The webhooks journal: what apps read to learn that a portal took them off."""

from __future__ import annotations

import secrets
import threading
from typing import Any

__all__ = ["Journal"]

UNINSTALL = "4-1916193"


class Journal:
    """Entries of one event each, and the tokens that open them; thread-safe."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.subscriptions: set[str] = set()
        self._tokens: set[str] = set()
        self._lock = threading.Lock()

    def token(self) -> str:
        """An access token of the app itself."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens.add(token)
        return token

    def opens(self, token: str) -> bool:
        """Whether a token is one of the app's own."""
        with self._lock:
            return token in self._tokens

    def uninstalled(self, portal_id: int, at: str) -> None:
        """Note that a portal took the app off, if anybody asked to be told."""
        if UNINSTALL in self.subscriptions:
            event = {
                "type": "app_lifecycle_event",
                "action": "APP_UNINSTALL",
                "portalId": portal_id,
                "occurredAt": at,
            }
            with self._lock:
                self.events.append(event | {"eventTypeId": UNINSTALL})

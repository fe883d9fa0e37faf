"""Delivery of webhook events as HubSpot does it: JSON batches, signed by version 3."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from crm_ai_plugin.testing.sandbox.hubspot.events import Event, EventMaker, signature_v3
from crm_ai_plugin.testing.sandbox.sender import Delivery, EventSender, SendOptions
from crm_ai_plugin.testing.sandbox.state import Change

__all__ = ["Delivery", "WebhookOptions", "WebhookSender"]


@dataclass(frozen=True, slots=True)
class WebhookOptions(SendOptions):
    """Where events go and how.

    Attributes:
        secret: Client secret the deliveries are signed with.
        properties: Property names whose changes are sent, all when ``None``.
    """

    secret: str = ""
    properties: frozenset[str] | None = None


class WebhookSender(EventSender[WebhookOptions]):
    """Makes signed batches of events of one portal and app."""

    def __init__(self, maker: EventMaker, options: WebhookOptions, seed: int = 0) -> None:
        super().__init__(options, seed)
        self.maker = maker

    def events_of(self, changes: list[Change], options: WebhookOptions) -> list[Event]:
        """The events of a write, property changes only where subscribed."""
        wanted = options.properties
        return [
            event
            for change in changes
            if wanted is None or change.event != "propertyChange" or change.name in wanted
            if (event := self.maker.event(change)) is not None
        ]

    def numbered(self, events: list[Event], attempt: int) -> list[Event]:
        """The events with the number of the attempt."""
        return [{**event, "attemptNumber": attempt} for event in events]

    def written(self, events: list[Event], options: WebhookOptions) -> tuple[bytes, dict[str, str]]:
        """A JSON list and the signature over it."""
        body = json.dumps(events, separators=(",", ":")).encode()
        # The receiver checks the age of a request, so this is real time, not the sandbox's.
        timestamp = str(int(time.time() * 1000))
        return body, {
            "Content-Type": "application/json;charset=UTF-8",
            "X-HubSpot-Signature-v3": signature_v3(options.secret, "POST", options.target, body, timestamp),
            "X-HubSpot-Request-Timestamp": timestamp,
            "User-Agent": "HubSpot Connect 2.0 (sandbox)",
        }

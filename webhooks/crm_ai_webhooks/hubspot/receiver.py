"""What the entry point ``hubspot`` of ``crm_ai.receivers`` names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from crm_ai_plugin.ports.receiver import RawDelivery

from ..events import Events
from ..rejection import rejected
from ..verify import hubspot_v3
from .parse import parse_events


class HubSpotReceiver:
    """Believes what HubSpot signed, and reads the events in it."""

    key: ClassVar[str] = "hubspot"

    # A delivery has up to a hundred events, each with a property value of up to 65,536 characters; a
    # delivery that is refused for its size comes again and again, so the limit leaves room.
    max_body_bytes: ClassVar[int] = 8 * 1024 * 1024

    def verify(self, delivery: RawDelivery, secrets: Sequence[str], now: datetime) -> None:
        """Return if one of the active `secrets` signed the delivery.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        if not isinstance(delivery.body, bytes):
            raise rejected("body_malformed")
        if len(delivery.body) > self.max_body_bytes:
            raise rejected("body_too_large")
        hubspot_v3.verify(delivery, secrets, now)

    def parse(self, body: bytes, *, app_id: str | None) -> Events:
        """Return the events of a verified body, in their order.

        Unknown kinds are left out and so are elements that can't be read; `Events` counts both.

        Raises:
            WebhookRejected: ``body_malformed`` if the body is no JSON array; and nothing else.
        """
        return parse_events(body, app_id=app_id)

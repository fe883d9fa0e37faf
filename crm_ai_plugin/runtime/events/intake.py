"""Accepts webhook deliveries: verify, make durable, say "look", answer. Nothing else happens in the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import WebhookRejected
from ...ports.clock import Clock
from ...ports.receiver import RawDelivery, WebhookSecrets
from ...store import InboxRow, InboxWriter
from ...store.ids import new_id
from ..dispatch import Dispatcher
from ..registry import Registry
from .endpoints import ENDPOINT_FACT, BoundEndpoint

KEPT_HEADERS = ("content-type", "x-hubspot-request-timestamp", "x-hubspot-signature-version")
"""Of the headers only what a later parse needs is stored; signatures and cookies are not."""


@dataclass(frozen=True)
class Intake:
    """The one way in for events."""

    registry: Registry
    writer: InboxWriter
    dispatcher: Dispatcher
    clock: Clock

    def accept(self, receiver: str, delivery: RawDelivery, secrets: Sequence[str]) -> str:
        """Return the id of the stored delivery; when this returns, it is on disk.

        Raises:
            WebhookRejected: not signed by any of `secrets`, too old, too large.
            RetryableError: it could not be stored; the sender has to try again.
        """
        port = self.registry.receiver(receiver)
        if len(delivery.body) > port.max_body_bytes:
            raise WebhookRejected("the body is too large", code="body_too_large")
        port.verify(delivery, secrets, self.clock())
        kept = {k: v for k, v in delivery.headers.items() if k in KEPT_HEADERS}
        return self._stored(receiver, delivery, delivery.url.partition("?")[0], kept)

    def accept_bound(self, bound: BoundEndpoint, delivery: RawDelivery, secrets: WebhookSecrets) -> str:
        """Return the id of a stored delivery that came to a connection's own address; it is on disk.

        Raises:
            WebhookRejected: it does not pass the connection's check, or is too large.
            RetryableError: it could not be stored; the sender has to try again.
        """
        if len(delivery.body) > bound.receiver.max_body_bytes:
            raise WebhookRejected("the body is too large", code="body_too_large")
        kept = bound.receiver.verify(delivery, bound.endpoint, secrets, self.clock())
        # Without the address itself: who reads the inbox must not be able to send.
        return self._stored(
            bound.receiver.key, delivery, bound.shown_path, {**kept, ENDPOINT_FACT: bound.row.id}
        )

    def _stored(self, receiver: str, delivery: RawDelivery, url: str, kept: Mapping[str, str]) -> str:
        row = InboxRow(
            id=new_id("inb"),
            receiver=receiver,
            method=delivery.method,
            url=url,
            headers=kept,
            body=delivery.body,
            received_at=delivery.received_at,
        )
        self.writer.put(row)
        self.dispatcher.drain_inbox()
        return row.id

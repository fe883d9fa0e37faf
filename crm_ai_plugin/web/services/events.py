"""What the web app needs of the runtime to take webhooks in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from ...ports.receiver import Acknowledgement, BoundReceiver, RawDelivery


class Intake(Protocol):
    """The way in for webhooks."""

    def accept(self, receiver: str, delivery: RawDelivery, secrets: Sequence[str]) -> str:
        """Return the id of the stored delivery; when this returns, it is on disk.

        Raises:
            WebhookRejected: it is not to be believed.
            RetryableError: it could not be stored.
        """


class BoundEndpoint(Protocol):
    """Where a connection gets its webhooks."""

    @property
    def receiver(self) -> BoundReceiver: ...


E = TypeVar("E", bound=BoundEndpoint)


class Receiving(Protocol[E]):
    """The way in for webhooks that come to a connection's own address."""

    def resolve(self, route: str, token: str) -> E:
        """Return the endpoint behind an address, if it may take a delivery now.

        Raises:
            WebhookRejected: ``unknown_connection``.
            RateLimitedError: too many of late.
            ConfigurationError: the admin has to act first.
        """

    def accept(self, bound: E, delivery: RawDelivery) -> Acknowledgement:
        """Return what the sender is told; when this returns, the delivery is on disk.

        Raises:
            WebhookRejected: it is not to be believed.
            ConfigurationError: there is nothing to check it against.
            RetryableError: it could not be stored.
        """


class TakesEvents(Protocol):
    """The ways in for webhooks."""

    @property
    def intake(self) -> Intake: ...

    @property
    def receiving(self) -> Receiving[Any]: ...

    def webhook_secrets(self, receiver: str) -> Sequence[str]:
        """Return the secrets a receiver's deliveries may be signed with, newest first.

        Raises:
            ConfigurationError: none is set.
        """

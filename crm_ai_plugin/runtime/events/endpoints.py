"""Webhook endpoints: from the address of a delivery to the connection it is for, and back out of the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError

from ...errors import ConfigurationError, NotFoundError, PluginLoadError, UserInputError, WebhookRejected
from ...ports.receiver import BoundReceiver, Endpoint, Event, RawDelivery
from ...store import ConnectionRow, EndpointRow, InboxRow, Store
from ..registry import Registry

log = structlog.get_logger(__name__)

ENDPOINT_FACT = ":endpoint"
"""Stands beside the stored headers of a delivery and can't be one: no header name begins with a colon."""


@dataclass(frozen=True)
class BoundEndpoint:
    """An endpoint with all that accepting or reading a delivery takes."""

    row: EndpointRow
    connection: ConnectionRow
    receiver: BoundReceiver
    endpoint: Endpoint

    @property
    def shown_path(self) -> str:
        """The path without the token, for storing and showing."""
        return f"/webhooks/{self.receiver.route}/…"

    def events(self, row: InboxRow) -> Sequence[Event]:
        """Return the events of a stored delivery.

        Raises:
            WebhookRejected: it can't be read; and nothing else.
        """
        kept = {name: value for name, value in row.headers.items() if name != ENDPOINT_FACT}
        delivery = RawDelivery(row.method, row.url, kept, row.body, row.received_at)
        try:
            return self.receiver.parse(delivery, self.endpoint)
        except WebhookRejected:
            raise
        except Exception as error:
            # As for any receiver: one that breaks its word must cost no neighbour.
            log.warning("receiver_crashed", receiver=row.receiver, error=type(error).__name__)
            raise WebhookRejected("the receiver failed on this delivery", code="receiver_failed") from error


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of all connections."""

    store: Store
    registry: Registry

    def open(
        self, workspace: str, connection: str, receiver: str, config: Mapping[str, Any] | None = None
    ) -> tuple[str, str]:
        """Return id and path of a new endpoint; the path holds a token that is shown this once.

        Raises:
            NotFoundError: no such connection or receiver.
            UserInputError: `config` is none of that receiver's.
        """
        port = self.registry.bound_receiver(receiver)
        checked = _checked(port, config or {})
        with self.store.system() as system:
            id_, token = system.webhook_endpoints.open(
                workspace, connection, receiver, checked.model_dump(mode="json")
            )
        return id_, f"/webhooks/{port.route}/{token}"

    def reconfigure(self, workspace: str, endpoint_id: str, config: Mapping[str, Any]) -> None:
        """Replace an endpoint's settings, e.g. after a subscription was added.

        Raises:
            NotFoundError: the workspace has no such endpoint.
            UserInputError: `config` is none of its receiver's.
        """
        with self.store.system() as system:
            row = system.webhook_endpoints.get(endpoint_id)
            checked = _checked(self.registry.bound_receiver(row.receiver), config)
            system.webhook_endpoints.set_config(workspace, endpoint_id, checked.model_dump(mode="json"))

    def resolve(self, route: str, token: str) -> BoundEndpoint:
        """Return the endpoint behind an address.

        Raises:
            WebhookRejected: ``unknown_connection``: there is none, or its connection is switched off.
            ConfigurationError: the admin has to act before anything can be believed here.
        """
        with self.store.system() as system:
            row = system.webhook_endpoints.resolve(token)
            connection = system.connections.get(row.workspace_id, row.connection) if row else None
        if row is None or connection is None or connection.status == "off":
            raise _unknown()
        bound = self._bound(row, connection)
        if bound.receiver.route != route:
            raise _unknown()
        return bound

    def get(self, endpoint_id: str) -> BoundEndpoint:
        """Return the endpoint that a stored delivery came to.

        Raises:
            WebhookRejected: ``unknown_connection``: it was closed.
            ConfigurationError: the admin has to act before the delivery can be read.
        """
        try:
            with self.store.system() as system:
                found = system.webhook_endpoints.get(endpoint_id)
                connection = system.connections.get(found.workspace_id, found.connection)
        except NotFoundError:
            raise _unknown() from None
        return self._bound(found, connection)

    def _bound(self, row: EndpointRow, connection: ConnectionRow) -> BoundEndpoint:
        try:
            receiver = self.registry.bound_receiver(row.receiver)
            config = _checked(receiver, row.config)
        except (NotFoundError, PluginLoadError, UserInputError) as error:
            raise ConfigurationError(
                f"webhook endpoint {row.id} can't be served: {error.user_message}",
                code="endpoint_broken",
                hint="mend the receiver or its settings; senders are asked to come back",
            ) from error
        return BoundEndpoint(row, connection, receiver, Endpoint(connection.account, config))


def _checked(receiver: BoundReceiver, config: Mapping[str, Any]) -> Any:  # noqa: ANN401  # the receiver's own model
    try:
        return receiver.config_model.model_validate(dict(config))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        raise UserInputError(f"{receiver.key}: {place}: {what}", code="endpoint_config") from None


def _unknown() -> WebhookRejected:
    return WebhookRejected("nobody is connected at this address", code="unknown_connection")

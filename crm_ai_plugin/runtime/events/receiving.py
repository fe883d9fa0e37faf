"""Accepts deliveries that come to a connection's own address: limit, secrets, then the one way in."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import ConfigurationError
from ...ports.receiver import RawDelivery, WebhookSecrets
from ..vault import Vault
from .delivery_limit import DeliveryLimit
from .endpoints import BoundEndpoint, Endpoints
from .intake import Intake
from .webhook_secrets import CURRENT, webhook_secrets


@dataclass(frozen=True)
class Receiving:
    """Webhooks of single connections."""

    endpoints: Endpoints
    intake: Intake
    vault: Vault
    limit: DeliveryLimit

    def resolve(self, route: str, token: str) -> BoundEndpoint:
        """Return the endpoint behind an address, if it may take a delivery now.

        Raises:
            WebhookRejected: ``unknown_connection``.
            RateLimitedError: too many of late; says when to come back.
            ConfigurationError: the admin has to act first.
        """
        bound = self.endpoints.resolve(route, token)
        self.limit.take(bound.row.workspace_id, bound.row.connection)
        return bound

    def accept(self, bound: BoundEndpoint, delivery: RawDelivery) -> str:
        """Return the id of the stored delivery; when this returns, it is on disk.

        Raises:
            WebhookRejected: it is not to be believed.
            ConfigurationError: there is no secret to check it against.
            RetryableError: it could not be stored; the sender has to try again.
        """
        secrets = self._secrets(bound)
        if bound.receiver.needs_secret(bound.endpoint) and not (secrets.shared or secrets.by_id):
            raise ConfigurationError(
                f"connection {bound.row.connection} has no webhook secret",
                code="webhook_secret_missing",
                hint=f"store {CURRENT} among its secrets; senders are asked to come back",
            )
        return self.intake.accept_bound(bound, delivery, secrets)

    def _secrets(self, bound: BoundEndpoint) -> WebhookSecrets:
        stored = bound.connection.secrets_encrypted
        return webhook_secrets(self.vault.decrypt(stored) if stored else {})

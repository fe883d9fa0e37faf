"""Accepts deliveries that come to a connection's own address: limit, secrets, then the way in for events or visits."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import ConfigurationError
from ...ports.receiver import Acknowledgement, RawDelivery, WebhookSecrets
from ...ports.visits import BringsVisits
from ..vault import Vault
from .delivery_limit import DeliveryLimit
from .endpoints import BoundEndpoint, Endpoints
from .intake import Intake
from .visiting import Visiting
from .webhook_secrets import CURRENT, webhook_secrets


@dataclass(frozen=True)
class Receiving:
    """Webhooks of single connections."""

    endpoints: Endpoints
    intake: Intake
    vault: Vault
    limit: DeliveryLimit
    visiting: Visiting

    def resolve(self, route: str, token: str) -> BoundEndpoint:
        """Return the endpoint behind an address, if it may take a delivery now.

        Raises:
            WebhookRejected: ``unknown_connection``.
            RateLimitedError: too many of late; says when to come back.
            ConfigurationError: the admin has to act first.
        """
        bound = self.endpoints.resolve(route, token)
        # A tracker has as many again for itself: a busy site must not keep the CRM's events out.
        apart = f":{bound.receiver.key}" if isinstance(bound.receiver, BringsVisits) else ""
        self.limit.take(bound.row.workspace_id, bound.row.connection + apart)
        return bound

    def accept(self, bound: BoundEndpoint, delivery: RawDelivery) -> Acknowledgement:
        """Return what the sender is told; when this returns, the delivery is on disk.

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
                hint=f"store {_name(bound)} among its secrets; senders are asked to come back",
            )
        if isinstance(bound.receiver, BringsVisits):
            bound.receiver.verify(delivery, bound.endpoint, secrets, self.intake.clock())
            return self.visiting.accept(bound, bound.receiver, delivery)
        self.intake.accept_bound(bound, delivery, secrets)
        return bound.receiver.acknowledgement

    def _secrets(self, bound: BoundEndpoint) -> WebhookSecrets:
        stored = bound.connection.secrets_encrypted
        found = webhook_secrets(self.vault.decrypt(stored) if stored else {})
        if isinstance(bound.receiver, BringsVisits):
            return WebhookSecrets(shared=found.by_id.get(bound.receiver.secret_id, ()))
        return found


def _name(bound: BoundEndpoint) -> str:
    return f"that of {bound.receiver.secret_id}" if isinstance(bound.receiver, BringsVisits) else CURRENT

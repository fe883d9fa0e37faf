"""What the entry point ``generic`` of ``crm_ai.receivers`` names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict

from crm_ai_plugin.ports.receiver import Acknowledgement, Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import Verification
from crm_ai_plugin.ports.webhook_shape import WebhookShape

from ..events import Events
from ..rejection import rejected
from ..shaped import kept_facts, read_events
from ..verify import table


class GenericConfig(BaseModel):
    """How one CRM's webhooks prove themselves and what they look like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verification: Verification
    shape: WebhookShape


class GenericReceiver:
    """Believes what the definition's check lets pass, and reads the events in it by the definition's shape."""

    key: ClassVar[str] = "generic"
    route: ClassVar[Literal["in", "salesforce"]] = "in"
    max_body_bytes: ClassVar[int] = 4 * 1024 * 1024
    config_model: ClassVar[type[BaseModel]] = GenericConfig
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("application/json", "{}")

    def needs_secret(self, endpoint: Endpoint) -> bool:
        """Return whether the check is against a secret."""
        return self._config(endpoint).verification.kind != "none"

    def verify(
        self, delivery: RawDelivery, endpoint: Endpoint, secrets: WebhookSecrets, now: datetime
    ) -> Mapping[str, str]:
        """Return the headers that reading needs, if the delivery passes the check.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        config = self._config(endpoint)
        if len(delivery.body) > self.max_body_bytes:
            raise rejected("body_too_large")
        verified = table.verify(config.verification, delivery, secrets, now)
        return kept_facts(config.shape, delivery, verified)

    def parse(self, delivery: RawDelivery, endpoint: Endpoint) -> Events:
        """Return the events of a verified delivery.

        Raises:
            WebhookRejected: ``body_malformed``; and nothing else.
        """
        return read_events(self._config(endpoint).shape, delivery, endpoint.account)

    def _config(self, endpoint: Endpoint) -> GenericConfig:
        return cast(GenericConfig, endpoint.config)

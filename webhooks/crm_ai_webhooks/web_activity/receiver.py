"""What the entry point ``web_activity`` of ``crm_ai.receivers`` names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from crm_ai_plugin.ports.receiver import Acknowledgement, Endpoint, RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS
from crm_ai_plugin.ports.visits import Visits

from ..events import Events
from ..json_body import read_json
from ..rejection import rejected
from ..verify import table
from .elements import read_visits

MAX_VISITS = 500
TYPE = "web.activity"


class WebActivityConfig(BaseModel):
    """Who watches.

    Attributes:
        source: Name of the tracker. Ids of visits are its own, so two trackers of one connection need two names; one that
            gets a new address keeps its name, and a repeat is still known as one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field("web", pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")


class WebActivityReceiver:
    """Believes who signs after Standard Webhooks, and reads visits; nothing of a delivery goes into the inbox."""

    key: ClassVar[str] = "web_activity"
    route: ClassVar[Literal["in", "salesforce"]] = "in"
    max_body_bytes: ClassVar[int] = 1024 * 1024
    config_model: ClassVar[type[BaseModel]] = WebActivityConfig
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("application/json", "{}")
    secret_id: ClassVar[str] = "web_activity"  # noqa: S105  # its name

    def needs_secret(self, endpoint: Endpoint) -> bool:
        """Return True: what comes here is believed as it is."""
        del endpoint
        return True

    def verify(
        self, delivery: RawDelivery, endpoint: Endpoint, secrets: WebhookSecrets, now: datetime
    ) -> Mapping[str, str]:
        """Return nothing more to keep, if the delivery is signed and not old.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        del endpoint
        if len(delivery.body) > self.max_body_bytes:
            raise rejected("body_too_large")
        table.verify(STANDARD_WEBHOOKS, delivery, secrets, now)
        return {}

    def visits(self, delivery: RawDelivery, endpoint: Endpoint) -> Visits:
        """Return the visits of a verified delivery.

        Raises:
            WebhookRejected: ``body_malformed``; and nothing else.
        """
        body = read_json(delivery.body)
        if not isinstance(body, dict) or body.get("type") != TYPE:
            raise rejected("body_malformed", hint=f'send {{"type": "{TYPE}", "data": [...]}}')
        data = body.get("data")
        elements = [data] if isinstance(data, dict) else data
        if not isinstance(elements, list):
            raise rejected("body_malformed", hint="data has to be a list of visits, or one")
        if len(elements) > MAX_VISITS:
            raise rejected("body_malformed", hint=f"send at most {MAX_VISITS} visits at a time")
        source = cast(WebActivityConfig, endpoint.config).source
        return read_visits(elements, source, delivery.received_at)

    def parse(self, delivery: RawDelivery, endpoint: Endpoint) -> Events:
        """Return no events: visits are no hints at records."""
        del delivery, endpoint
        return Events()

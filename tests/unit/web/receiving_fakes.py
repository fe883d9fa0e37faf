"""A way in for webhooks of single connections, with one endpoint on each route."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel

from crm_ai_plugin.errors import WebhookRejected
from crm_ai_plugin.ports.receiver import Acknowledgement, Endpoint, Event, RawDelivery, WebhookSecrets
from tests.fixtures.planted_secrets import PLANTED

TOKEN, OTHER_TOKEN = PLANTED["token"], PLANTED["webhook secret"]
"""What ends the two addresses: whoever knows it may speak for the connection."""


class FakeBoundReceiver:
    """Believes whoever knows the address."""

    key: ClassVar[str] = "postman"
    route: ClassVar[Literal["in", "salesforce"]] = "in"
    max_body_bytes: ClassVar[int] = 2_000
    config_model: ClassVar[type[BaseModel]] = BaseModel
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("text/xml; charset=utf-8", "<Ack>true</Ack>")

    def needs_secret(self, endpoint: Endpoint) -> bool:
        return False

    def verify(
        self, delivery: RawDelivery, endpoint: Endpoint, secrets: WebhookSecrets, now: datetime
    ) -> dict[str, str]:
        return {}

    def parse(self, delivery: RawDelivery, endpoint: Endpoint) -> list[Event]:
        return []


@dataclass(frozen=True)
class FakeBound:
    receiver: FakeBoundReceiver = field(default_factory=FakeBoundReceiver)


@dataclass
class FakeReceiving:
    addresses: set[tuple[str, str]] = field(
        default_factory=lambda: {("in", TOKEN), ("salesforce", OTHER_TOKEN)}
    )
    taken: list[RawDelivery] = field(default_factory=list)
    not_now: Exception | None = None
    failure: Exception | None = None

    def resolve(self, route: str, token: str) -> FakeBound:
        if self.not_now is not None:
            raise self.not_now
        if (route, token) not in self.addresses:
            raise WebhookRejected("nobody is connected at this address", code="unknown_connection")
        return FakeBound()

    def accept(self, bound: FakeBound, delivery: RawDelivery) -> Acknowledgement:
        if self.failure is not None:
            raise self.failure
        self.taken.append(delivery)
        return bound.receiver.acknowledgement

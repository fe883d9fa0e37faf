"""The seam to webhooks: raw bytes and headers in, events or a rejection out.

Two steps, because the answer must be fast and durable: `verify` runs in the request, before anything is
stored; `parse` runs later in a worker on what was stored. Neither calls a CRM or a model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from ..records import RecordType


@dataclass(frozen=True)
class RawDelivery:
    """One HTTP request as it came. Header names are lower-case; `url` is the public one, with query."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened in a CRM.

    `account` is the CRM's own tenant id (HubSpot portal, Salesforce org). `dedupe_key` is equal for two
    deliveries of the same event. `echo` is set when the CRM says that our own app caused it.
    """

    account: str
    dedupe_key: str
    kind: str
    record_type: RecordType
    record_id: str
    occurred_at: datetime
    field: str | None = None
    value: str | None = None
    echo: bool = False
    related: Sequence[tuple[RecordType, str]] = ()
    """Other records the event names, e.g. the deal an association was made with."""


class Receiver(Protocol):
    """The object an entry point of ``crm_ai.receivers`` names; stateless."""

    key: ClassVar[str]
    max_body_bytes: ClassVar[int]

    def verify(self, delivery: RawDelivery, secrets: Sequence[str], now: datetime) -> None:
        """Return if one of the active `secrets` signed the delivery.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """

    def parse(self, body: bytes, *, app_id: str | None) -> Sequence[Event]:
        """Return the events of a verified body; unknown kinds are left out.

        Raises:
            WebhookRejected: the body can't be read; and nothing else.
        """

"""The seam to webhooks: raw bytes and headers in, events or a rejection out.

Two steps, because the answer must be fast and durable: `verify` runs in the request, before anything is
stored; `parse` runs later in a worker on what was stored. Neither calls a CRM or a model.

A `Receiver` has one address for the whole installation: the app's secret signs, and the body says whose the
events are. A `BoundReceiver` has an address per connection, which says whose they are; checks and secrets are
the connection's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from pydantic import BaseModel

from ..records import RecordType


@dataclass(frozen=True)
class RawDelivery:
    """One HTTP request as it came. Header names are lower-case; `url` is the public one, with query."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened in a CRM.

    `account` is the CRM's own tenant id (HubSpot portal, Salesforce org). `dedupe_key` is equal for two
    deliveries of the same event. `echo` is set when the CRM says that our own app caused it. `erasure` is set when
    the CRM asks to forget the contact that the event names, for good.
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
    erasure: bool = False
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


@dataclass(frozen=True)
class WebhookSecrets:
    """What may sign for one connection, newest first: several while a secret is being rotated.

    `by_id` is for senders that sign each subscription with a secret of its own.
    """

    shared: Sequence[str] = field(default=(), repr=False)
    by_id: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Endpoint:
    """One connection as its receiver sees it: the CRM's own tenant id, and settings of `config_model`."""

    account: str
    config: Any


@dataclass(frozen=True)
class Acknowledgement:
    """What a sender wants to read once its delivery is on disk; the status is always 200."""

    media_type: str
    body: str


@runtime_checkable
class BoundReceiver(Protocol):
    """A receiver of deliveries that come to one connection's own address; stateless.

    `route` is the part of the address that says so: ``/webhooks/{route}/{token}``.
    """

    key: ClassVar[str]
    route: ClassVar[Literal["in", "salesforce"]]
    max_body_bytes: ClassVar[int]
    config_model: ClassVar[type[BaseModel]]
    acknowledgement: ClassVar[Acknowledgement]

    def needs_secret(self, endpoint: Endpoint) -> bool:
        """Return whether nothing can be believed here without a secret."""

    def verify(
        self, delivery: RawDelivery, endpoint: Endpoint, secrets: WebhookSecrets, now: datetime
    ) -> Mapping[str, str]:
        """Return, if the delivery is to be believed, what `parse` needs beside the body.

        It is stored in plain: names of headers, or of something else that was found out, with their values;
        never a signature.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """

    def parse(self, delivery: RawDelivery, endpoint: Endpoint) -> Sequence[Event]:
        """Return the events of a verified delivery; its headers are those that `verify` returned.

        Raises:
            WebhookRejected: the body can't be read; and nothing else.
        """

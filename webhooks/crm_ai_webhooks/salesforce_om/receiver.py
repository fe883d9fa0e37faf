"""What the entry point ``salesforce_om`` of ``crm_ai.receivers`` names.

Nothing in an Outbound Message is signed, and an org's id is no secret: who knows the address is believed to
be the org, and that much only, because a message is a hint. It names records, and those are read again.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from crm_ai_plugin.ports.receiver import Acknowledgement, Endpoint, Event, RawDelivery, WebhookSecrets
from crm_ai_plugin.records import RecordType

from ..elements import MalformedEventError
from ..events import Events
from ..rejection import rejected
from .ids import normalised
from .message import OUTBOUND, SOAP, Message, Notification, read_message

ACK = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<soapenv:Envelope xmlns:soapenv="{SOAP}"><soapenv:Body>'
    f'<notificationsResponse xmlns="{OUTBOUND}"><Ack>true</Ack></notificationsResponse>'
    "</soapenv:Body></soapenv:Envelope>"
)

_USUAL_OBJECTS: Mapping[str, RecordType] = {
    "Opportunity": "deal",
    "Contact": "contact",
    "Account": "company",
    "Task": "activity",
    "Event": "activity",
    "EmailMessage": "activity",
    "OpportunityContactRole": "deal_contact",
    "OpportunityLineItem": "line_item",
}
_OPPORTUNITY = "006"
_ONLY_WITH_DEAL: frozenset[RecordType] = frozenset(("deal_contact", "line_item"))


class OutboundMessageConfig(BaseModel):
    """Which objects are records of ours, and where they say which deal they belong to.

    Attributes:
        objects: Kinds of records by name of object; others are counted and left out.
        deal_fields: Fields that may hold the id of an opportunity. Put them into the message: they save a
            call, and line items and contact roles lead nowhere without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    objects: Mapping[str, RecordType] = Field(default=_USUAL_OBJECTS, max_length=200)
    deal_fields: tuple[str, ...] = Field(default=("OpportunityId", "WhatId", "RelatedToId"), max_length=20)


class OutboundMessageReceiver:
    """Takes what comes to a connection's secret address from the org that is connected there."""

    key: ClassVar[str] = "salesforce_om"
    route: ClassVar[Literal["in", "salesforce"]] = "salesforce"

    # A hundred notifications with every field of a wide object.
    max_body_bytes: ClassVar[int] = 4 * 1024 * 1024
    config_model: ClassVar[type[BaseModel]] = OutboundMessageConfig

    # One for the whole message; anything else, and the org sends it again for a day.
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("text/xml; charset=utf-8", ACK)

    def needs_secret(self, endpoint: Endpoint) -> bool:  # the port's contract
        """Return False: the address is the secret."""
        return False

    def verify(
        self, delivery: RawDelivery, endpoint: Endpoint, secrets: WebhookSecrets, now: datetime
    ) -> Mapping[str, str]:
        """Return if the message is of the connected org.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        if len(delivery.body) > self.max_body_bytes:
            raise rejected("body_too_large")
        _organization(read_message(delivery.body), endpoint)
        return {}

    def parse(self, delivery: RawDelivery, endpoint: Endpoint) -> Events:
        """Return one event per notification, in their order and each once.

        Raises:
            WebhookRejected: ``body_malformed`` or ``account_wrong``; and nothing else.
        """
        config = cast(OutboundMessageConfig, endpoint.config)
        message = read_message(delivery.body, config.deal_fields)
        org = _organization(message, endpoint)
        events: dict[str, Event] = {}
        malformed = unknown = 0
        for notification in message.notifications:
            try:
                event = _event(notification, config.objects, endpoint.account, org, delivery.received_at)
            except MalformedEventError:
                malformed += 1
                continue
            if event is None:
                unknown += 1
            else:
                events.setdefault(event.dedupe_key, event)
        return Events(events.values(), malformed=malformed, unknown=unknown)


def _organization(message: Message, endpoint: Endpoint) -> str:
    """Return the id of the org, which is the connected one."""
    try:
        (given,) = message.organizations
        org, ours = normalised(given), normalised(endpoint.account)
    except ValueError:
        raise rejected("account_wrong") from None
    if not hmac.compare_digest(org, ours):
        raise rejected("account_wrong")
    return org


def _event(
    notification: Notification, objects: Mapping[str, RecordType], account: str, org: str, at: datetime
) -> Event | None:
    id_, name, record_id = (
        _only(values) for values in (notification.ids, notification.types, notification.record_ids)
    )
    # A qualified name: `sf:Opportunity`.
    record_type = objects.get(name.rpartition(":")[2])
    related = _deals(notification.parents)
    if record_type is None or (record_type in _ONLY_WITH_DEAL and not related):
        return None
    return Event(
        account=account,
        dedupe_key=f"{org}:{normalised(id_)}",
        kind=f"{record_type}.change",
        record_type=record_type,
        record_id=normalised(record_id),
        # It bears no time of its own, and a repeat may come a day later.
        occurred_at=at,
        related=related,
    )


def _deals(ids: list[str]) -> tuple[tuple[RecordType, str], ...]:
    """Return the opportunities among `ids`; other parents, and what is no id, are none of ours."""
    found: dict[str, None] = {}
    for id_ in ids:
        if id_.startswith(_OPPORTUNITY):
            with suppress(MalformedEventError):
                found[normalised(id_)] = None
    return tuple(("deal", id_) for id_ in found)


def _only(values: list[str]) -> str:
    if len(values) != 1:
        raise MalformedEventError("not exactly one")
    return values[0]

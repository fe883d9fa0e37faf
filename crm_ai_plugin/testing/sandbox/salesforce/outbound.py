"""Outbound Messages: what a flow of the org posts to us, as SOAP, until it is acknowledged."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import requests
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from crm_ai_plugin.testing.sandbox.salesforce.ids import make_id
from crm_ai_plugin.testing.sandbox.sender import Event, EventSender, SendOptions
from crm_ai_plugin.testing.sandbox.state import Change

__all__ = ["OutboundOptions", "OutboundSender", "envelope"]

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_OUTBOUND = "http://soap.sforce.com/2005/09/outbound"
_SOBJECT = "urn:sobject.enterprise.soap.sforce.com"
_FLOWS = 31


@dataclass(frozen=True, slots=True)
class OutboundOptions(SendOptions):
    """Where messages go and how; ``target`` holds the token in its path.

    Attributes:
        objects: Objects that have a flow with an outbound message; others stay silent.
        session_id: Sent as ``SessionId``; nil when empty, as orgs do since 2026.
    """

    objects: frozenset[str] = frozenset(
        {"Opportunity", "OpportunityContactRole", "Task", "Event", "EmailMessage", "Contact", "Account"}
    )
    session_id: str = ""


class OutboundSender(EventSender[OutboundOptions]):
    """Makes notifications of one org and posts them in envelopes of 1 to 100.

    Args:
        org_id: The org the messages come from.
        my_domain: Host named in the envelope's addresses.
        fields_of: The present fields of a record, as a message carries them; empty when it is gone.
        options: Where messages go.
        seed: Decides the disorder.
    """

    def __init__(
        self,
        org_id: str,
        my_domain: str,
        fields_of: Callable[[str, str], dict[str, str]],
        options: OutboundOptions,
        seed: int = 0,
    ) -> None:
        super().__init__(options, seed)
        self._org_id = org_id
        self._my_domain = my_domain
        self._fields_of = fields_of
        self._numbers = itertools.count(1)

    def events_of(self, changes: list[Change], options: OutboundOptions) -> list[Event]:
        """One notification per record that was created or changed; a deletion sends none."""
        touched: dict[tuple[str, str], None] = {}
        for change in changes:
            if change.kind in options.objects and change.event in ("creation", "propertyChange"):
                touched[change.kind, change.id] = None
        return [self.notification(kind, record_id) for kind, record_id in touched]

    def notification(self, kind: str, record_id: str) -> Event:
        """A notification about a record, with an id of its own."""
        return {"id": make_id("04l", next(self._numbers)), "object": kind, "record_id": record_id}

    def numbered(self, events: list[Event], attempt: int) -> list[Event]:
        """The notifications with the records as they stand now: a retry carries the latest data."""
        return [{**event, "fields": self._fields_of(event["object"], event["record_id"])} for event in events]

    def written(self, events: list[Event], options: OutboundOptions) -> tuple[bytes, dict[str, str]]:
        """The SOAP envelope."""
        body = envelope(self._org_id, self._my_domain, events, options.session_id)
        return body, {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": '""',
            "User-Agent": "SFDC-SOAP/1.0 (sandbox)",
        }

    def refusal(self, answer: requests.Response) -> str:
        """Anything but a 200 with ``Ack`` true is tried again."""
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        try:
            acks = fromstring(answer.content).findall(
                f"{{{_SOAP}}}Body/{{{_OUTBOUND}}}notificationsResponse/{{{_OUTBOUND}}}Ack"
            )
        except (ParseError, DefusedXmlException, ValueError):
            return "the answer is no XML"
        if len(acks) == 1 and (acks[0].text or "").strip() in ("true", "1"):
            return ""
        return "no Ack true in the answer"


def envelope(org_id: str, my_domain: str, events: list[Event], session_id: str = "") -> bytes:
    """A message with its notifications, as Salesforce writes it."""
    # One flow sends one message, so its action id follows from the first notification's object.
    action = make_id("04k", sum(events[0]["object"].encode()) % 1000 + _FLOWS)
    session = f"<SessionId>{escape(session_id)}</SessionId>" if session_id else '<SessionId xsi:nil="true"/>'
    listed = "".join(_notification(event) for event in events)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{_SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
        f'<notifications xmlns="{_OUTBOUND}"><OrganizationId>{org_id}</OrganizationId>'
        f"<ActionId>{action}</ActionId>{session}"
        f"<EnterpriseUrl>https://{my_domain}/services/Soap/c/66.0/{org_id}</EnterpriseUrl>"
        f"<PartnerUrl>https://{my_domain}/services/Soap/u/66.0/{org_id}</PartnerUrl>"
        f"{listed}</notifications></soapenv:Body></soapenv:Envelope>"
    )
    return text.encode()


def _notification(event: Event) -> str:
    fields = "".join(f"<sf:{name}>{escape(value)}</sf:{name}>" for name, value in event["fields"].items())
    kind = quoteattr(f"sf:{event['object']}")
    return (
        f'<Notification><Id>{event["id"]}</Id><sObject xsi:type={kind} xmlns:sf="{_SOBJECT}">'
        f"<sf:Id>{event['record_id']}</sf:Id>{fields}</sObject></Notification>"
    )

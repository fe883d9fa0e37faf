"""Changes of records as HubSpot's webhook events."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import zlib
from typing import Any

from crm_ai_plugin.testing.sandbox.clock import millis
from crm_ai_plugin.testing.sandbox.hubspot.schema import OBJECT_TYPES, association_name
from crm_ai_plugin.testing.sandbox.state import Change

__all__ = ["Event", "EventMaker", "signature_v3"]

Event = dict[str, Any]
_LEGACY_KINDS = {"deals": "deal", "contacts": "contact", "companies": "company", "line_items": "line_item"}
# HubSpot has no property-change event for the bodies of mails.
_SILENT = {("emails", "hs_email_html"), ("emails", "hs_email_subject"), ("emails", "hs_email_text")}


def signature_v3(secret: str, method: str, uri: str, body: bytes, timestamp: str) -> str:
    """The value of ``X-HubSpot-Signature-v3``: base64 HMAC-SHA256 over method, URI, body and timestamp."""
    message = f"{method}{uri}".encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


class EventMaker:
    """Makes events of one portal and app.

    Args:
        portal_id: The account the events come from.
        app_id: The app subscribed to them.
        legacy: Whether to name events the older way (``deal.propertyChange`` without ``objectTypeId``)
            where HubSpot has such names, instead of ``object.propertyChange``.
    """

    def __init__(self, portal_id: int, app_id: int, *, legacy: bool = False) -> None:
        self.legacy = legacy
        self._portal_id = portal_id
        self._app_id = app_id
        self._ids = itertools.count(1_000_001)

    def event(self, change: Change) -> Event | None:
        """The event for a change, ``None`` where HubSpot stays silent."""
        if (change.kind, change.name) in _SILENT:
            return None
        legacy = self.legacy and change.kind in _LEGACY_KINDS
        name = f"{_LEGACY_KINDS[change.kind] if legacy else 'object'}.{change.event}"
        body = self._frame(change, name)
        if not legacy:
            body["objectTypeId"] = OBJECT_TYPES[change.kind]
        if change.event == "associationChange" and change.other is not None:
            body |= {
                "associationType": association_name(change.kind, change.other.kind).upper(),
                "fromObjectId": int(change.id),
                "toObjectId": int(change.other.id),
                "associationRemoved": change.removed,
                "isPrimaryAssociation": False,
            }
            return body
        body["objectId"] = int(change.id)
        if change.event == "propertyChange":
            body |= {"propertyName": change.name, "propertyValue": change.value}
        elif change.event == "creation":
            body["changeFlag"] = "NEW"
        elif change.event == "deletion":
            body["changeFlag"] = "DELETED"
        return body

    def privacy_deletion(self, change: Change) -> Event:
        """The event that asks for everything about a contact to be erased."""
        return {**self._frame(change, "contact.privacyDeletion"), "objectId": int(change.id)}

    def _frame(self, change: Change, name: str) -> Event:
        topic = f"{name}:{change.kind}:{change.name}"
        return {
            "eventId": next(self._ids),
            # A subscription is a kind of event and a property, so its id follows from them.
            "subscriptionId": zlib.crc32(topic.encode()) % 9_000_000 + 1_000_000,
            "portalId": self._portal_id,
            "appId": self._app_id,
            "occurredAt": millis(change.at),
            "subscriptionType": name,
            "attemptNumber": 0,
            "changeSource": change.source.type,
            "sourceId": change.source.id,
        }

"""Cards inside HubSpot, and its workflows: what the entry point ``hubspot`` of ``crm_ai.hosts`` names.

``hubspot.fetch`` signs what a card asks for and adds to the query who asks. The portal is read from there and never
from a body that a card has written. A workflow has no such query; its body is HubSpot's own, and signed, by the
second scheme where there is none of the third.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from crm_ai_plugin.ports.host import HostCaller, StepAsked
from crm_ai_plugin.ports.receiver import RawDelivery

from ..json_body import read_json
from ..rejection import rejected
from ..verify import hubspot_v2, hubspot_v3

_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_CALLBACK = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_RECORD_TYPES: Mapping[str, str] = {
    "DEAL": "deal",
    "CONTACT": "contact",
    "COMPANY": "company",
    "0-3": "deal",
    "0-1": "contact",
    "0-2": "company",
}


class HubSpotHost:
    """Believes what HubSpot signed."""

    key: ClassVar[str] = "hubspot"
    connector: ClassVar[str] = "hubspot"
    header: ClassVar[str] = hubspot_v3.SIGNATURE_HEADER
    parameters: ClassVar[frozenset[str]] = frozenset({"userId", "portalId", "userEmail", "appId"})

    def verify(self, request: RawDelivery, secrets: Sequence[str], now: datetime) -> HostCaller:
        """Return the portal and the user of the signed query.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        hubspot_v3.verify(request, secrets, now)
        try:
            given = parse_qs(urlsplit(request.url).query, max_num_fields=100)
        except ValueError:
            raise rejected("account_wrong") from None
        at = hubspot_v3.signed_at(request)
        return HostCaller(_one(given, "portalId"), _one(given, "userId"), at)

    def workflow(
        self, request: RawDelivery, secrets: Sequence[str], now: datetime
    ) -> tuple[HostCaller, StepAsked]:
        """Return the portal and the record of a custom workflow action.

        Raises:
            WebhookRejected: and nothing else, whatever the bytes.
        """
        if self.header in request.headers:
            hubspot_v3.verify(request, secrets, now)
        else:
            hubspot_v2.verify(request, secrets)
        body = read_json(request.body)
        origin, subject = _mapping(body, "origin"), _mapping(body, "object")
        account, record_id = str(origin.get("portalId", "")), str(subject.get("objectId", ""))
        kind = _RECORD_TYPES.get(str(subject.get("objectType", "")).upper())
        callback = body.get("callbackId")
        if not _ID.fullmatch(account):
            raise rejected("account_wrong")
        if kind is None or not _ID.fullmatch(record_id) or not isinstance(callback, str):
            raise rejected("body_malformed")
        if not _CALLBACK.fullmatch(callback):
            raise rejected("body_malformed")
        return HostCaller(account, None), StepAsked(callback, kind, record_id)

    def workflow_answer(self, outputs: Mapping[str, str] | None) -> Mapping[str, Any]:
        """Return the outputs as HubSpot wants them; without a step the workflow goes on and finds none."""
        return {"outputFields": dict(outputs or {}) | {"hs_execution_state": "SUCCESS"}}


def _one(given: Mapping[str, list[str]], name: str) -> str:
    values = given.get(name, [])
    # Twice is once too often: which of the two was meant?
    if len(values) != 1 or not _ID.fullmatch(values[0]):
        raise rejected("account_wrong")
    return values[0]


def _mapping(body: Any, name: str) -> Mapping[str, Any]:  # noqa: ANN401  # any JSON
    found = body.get(name) if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise rejected("body_malformed")
    return found

"""HubSpot's second signature scheme, which custom workflow actions still carry.

``X-HubSpot-Signature`` is hex(SHA-256(client secret + METHOD + URI + body)). It knows no time: whoever takes such a
request has to bear that it comes again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from crm_ai_plugin.ports.receiver import RawDelivery

from ..rejection import rejected
from .compare import active, matches_any
from .header import required_header, to_bytes

SIGNATURE_HEADER = "x-hubspot-signature"


def sign(secret: str, *, method: str, url: str, body: bytes) -> dict[str, str]:
    """Return the headers HubSpot would send; for tests and sandboxes."""
    return {SIGNATURE_HEADER: _signature(secret.encode(), to_bytes(method), to_bytes(url), body).decode()}


def verify(delivery: RawDelivery, secrets: Sequence[str]) -> None:
    """Return if one of `secrets` signed `delivery`.

    Raises:
        WebhookRejected: and nothing else, whatever the headers, URL and body hold.
    """
    presented = required_header(delivery, SIGNATURE_HEADER, "signature_missing")
    parts = (to_bytes(delivery.method), to_bytes(delivery.url), delivery.body)
    if not matches_any(to_bytes(presented), [_signature(secret, *parts) for secret in active(secrets)]):
        raise rejected("signature_invalid")


def _signature(secret: bytes, *parts: bytes) -> bytes:
    return hashlib.sha256(b"".join((secret, *parts))).hexdigest().encode()

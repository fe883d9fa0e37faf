"""HubSpot's third signature scheme.

``X-HubSpot-Signature-v3`` is base64(HMAC-SHA256(client secret, METHOD + URI + body + timestamp)) and
``X-HubSpot-Request-Timestamp`` the timestamp in milliseconds. HubSpot signs the URI with certain escapes
decoded, so that form counts as well as the URI as it came. Only those escapes are decoded: to decode
``%26`` or ``%3D`` too would let one signature stand for two different queries.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from crm_ai_plugin.ports.receiver import RawDelivery

from ..rejection import rejected
from .compare import active, matches_any
from .header import required_header, to_bytes
from .window import check_window, read_unix

SIGNATURE_HEADER = "x-hubspot-signature-v3"
TIMESTAMP_HEADER = "x-hubspot-request-timestamp"

_DECODED_ESCAPES = re.compile(rb"%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def sign(secret: str, *, method: str, url: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers HubSpot would send; for tests, benchmarks and sandboxes."""
    timestamp = str(round(at.timestamp() * 1000))
    source = _source(to_bytes(method), to_bytes(url), body, to_bytes(timestamp))
    return {
        SIGNATURE_HEADER: _signature(secret.encode("utf-8"), source).decode("ascii"),
        TIMESTAMP_HEADER: timestamp,
    }


def verify(delivery: RawDelivery, secrets: Sequence[str], now: datetime) -> None:
    """Return if one of `secrets` signed `delivery` within five minutes of `now`, before or after.

    Raises:
        WebhookRejected: and nothing else, whatever the headers, URL and body hold.
    """
    presented = required_header(delivery, SIGNATURE_HEADER, "signature_missing")
    timestamp = required_header(delivery, TIMESTAMP_HEADER, "timestamp_missing")
    check_window(read_unix(timestamp), now)
    method, stamp = to_bytes(delivery.method), to_bytes(timestamp)
    sources = [_source(method, url, delivery.body, stamp) for url in _url_forms(to_bytes(delivery.url))]
    expected = [_signature(secret, source) for secret in active(secrets) for source in sources]
    if not matches_any(to_bytes(presented), expected):
        raise rejected("signature_invalid")


def signed_at(delivery: RawDelivery) -> datetime:
    """Return when HubSpot signed `delivery`, which `verify` has let pass."""
    stamp = required_header(delivery, TIMESTAMP_HEADER, "timestamp_missing")
    return datetime.fromtimestamp(read_unix(stamp) / 1000, UTC)


def _url_forms(url: bytes) -> list[bytes]:
    decoded = _DECODED_ESCAPES.sub(lambda found: bytes([int(found[1], 16)]), url)
    return [url] if decoded == url else [url, decoded]


def _source(method: bytes, url: bytes, body: bytes, timestamp: bytes) -> bytes:
    return b"".join((method, url, body, timestamp))


def _signature(secret: bytes, source: bytes) -> bytes:
    return base64.b64encode(hmac.digest(secret, source, hashlib.sha256))

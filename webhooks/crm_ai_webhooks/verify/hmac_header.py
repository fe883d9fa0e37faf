"""A keyed hash over the delivery, in a header: most CRMs' way, each with names of its own."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import Hmac, Timestamp

from ..rejection import rejected
from . import keys
from .compare import matches_any
from .header import required_header, to_bytes
from .verified import Verified
from .window import check_unix

_MAX_SIGNATURE = 4_096


def verify(scheme: Hmac, delivery: RawDelivery, secrets: WebhookSecrets, now: datetime) -> Verified:
    """Return if one of `secrets` signed `delivery`; names the subscription where the signature does.

    Raises:
        WebhookRejected: and nothing else, whatever the headers, URL and body hold.
    """
    presented = to_bytes(required_header(delivery, scheme.header, "signature_missing"))
    if len(presented) > _MAX_SIGNATURE:
        raise rejected("signature_invalid")
    source = _source(scheme, delivery, now)
    if scheme.wrapping == "id":
        subscription, signature = _unwrapped(presented)
        usable = keys.usable(secrets.by_id.get(subscription, ()), scheme.key)
        candidates = [signature]
    else:
        subscription, usable = None, keys.usable(secrets.shared, scheme.key)
        candidates = presented.split(b" ") if scheme.wrapping == "versions" else [presented]
    expected = [_expected(scheme, key, source) for key in usable]
    # Each candidate is compared, so that timing does not tell which one was right.
    found = [matches_any(candidate, expected) for candidate in candidates]
    if not any(found):
        raise rejected("signature_invalid")
    return Verified(subscription)


def sign(
    scheme: Hmac, secret: str, *, method: str, url: str, body: bytes, at: datetime, id_: str = ""
) -> dict[str, str]:
    """Return the headers a sender would add; for tests, benchmarks and sandboxes.

    Args:
        scheme: How it signs.
        secret: With what.
        method: Of the request.
        url: The whole address.
        body: The bytes.
        at: The time of signing.
        id_: Of the message, or of the subscription where the signature is wrapped with it.
    """
    headers = {scheme.id_header: id_} if scheme.id_header else {}
    if scheme.timestamp is not None:
        headers[scheme.timestamp.header] = str(round(at.timestamp() * _per_second(scheme.timestamp)))
    delivery = RawDelivery(method, url, headers, body, at)
    signature = _expected(scheme, keys.usable([secret], scheme.key)[0], _source(scheme, delivery, at))
    if scheme.wrapping == "id":
        signature = base64.b64encode(to_bytes(id_) + b":" + signature)
    return headers | {scheme.header: signature.decode("latin-1")}


def _source(scheme: Hmac, delivery: RawDelivery, now: datetime) -> bytes:
    """Return the signed bytes; a timestamp in them has been checked."""
    parts: dict[str, bytes] = {
        "method": to_bytes(delivery.method),
        "url": to_bytes(delivery.url),
        "body": delivery.body,
    }
    if scheme.timestamp is not None:
        stamp = required_header(delivery, scheme.timestamp.header, "timestamp_missing")
        check_unix(
            stamp, now, per_second=_per_second(scheme.timestamp), tolerance_s=scheme.timestamp.tolerance_s
        )
        parts["timestamp"] = to_bytes(stamp)
    if scheme.id_header is not None:
        parts["id"] = to_bytes(
            _plain_id(scheme, required_header(delivery, scheme.id_header, "signature_missing"))
        )
    return b"".join(_filled(scheme.signed_parts(), parts))


def _plain_id(scheme: Hmac, id_: str) -> str:
    # With a separator inside, the end of the id could be taken for the time, and the same signature would
    # stand for another message.
    if any(literal in id_ for literal in scheme.signed_parts()[::2] if literal):
        raise rejected("signature_invalid")
    return id_


def _filled(template: Sequence[str], parts: dict[str, bytes]) -> Iterable[bytes]:
    for place, text in enumerate(template):
        yield parts[text] if place % 2 else to_bytes(text)


def _per_second(stamp: Timestamp) -> int:
    return 1000 if stamp.unit == "ms" else 1


def _unwrapped(presented: bytes) -> tuple[str, bytes]:
    """Return id and hash of a wrapped signature."""
    try:
        content = base64.b64decode(presented, validate=True)
    except binascii.Error:
        raise rejected("signature_invalid") from None
    # Base64 has several spellings of the same bytes; only the proper one counts.
    id_, colon, signature = content.partition(b":")
    if not colon or base64.b64encode(content) != presented:
        raise rejected("signature_invalid")
    return id_.decode("utf-8", "replace"), signature


def _expected(scheme: Hmac, key: bytes, source: bytes) -> bytes:
    digest = hmac.digest(key, source, scheme.algorithm)
    prefix = to_bytes(scheme.prefix)
    if scheme.encoding == "hex":
        return prefix + digest.hex().encode("ascii")
    if scheme.encoding == "base64":
        return prefix + base64.b64encode(digest)
    if scheme.wrapping == "id":
        return prefix + digest
    # Raw bytes reach us as the characters of those numbers.
    return prefix + to_bytes(digest.decode("latin-1"))

"""Reads one header whose content anybody may have written."""

from __future__ import annotations

from crm_ai_plugin.ports.receiver import RawDelivery

from ..rejection import RejectionCode, rejected


def required_header(delivery: RawDelivery, name: str, missing: RejectionCode) -> str:
    """Return the header `name` (lower case), not blank.

    Raises:
        WebhookRejected: with the code `missing`.
    """
    value: object = delivery.headers.get(name)
    if not isinstance(value, str) or not value.strip():
        raise rejected(missing)
    return value


def to_bytes(text: str) -> bytes:
    """Return bytes for any string: one that UTF-8 can't hold must not verify, but must not raise either."""
    return text.encode("utf-8", "surrogatepass")

"""What is stored beside a body, so that it can be read later."""

from __future__ import annotations

from crm_ai_plugin.ports.receiver import RawDelivery
from crm_ai_plugin.ports.webhook_shape import WebhookShape

from ..json_body import clean_text
from ..verify.verified import Verified

SUBSCRIPTION = ":subscription"
"""Stands beside the headers and can't be one: no header name begins with a colon."""

_MAX_VALUE = 256


def kept_facts(shape: WebhookShape, delivery: RawDelivery, verified: Verified) -> dict[str, str]:
    """Return the headers that `shape` reads, and the subscription that the signature named."""
    found = {name: delivery.headers.get(name) for name in shape.header_names()}
    kept = {name: clean_text(value, _MAX_VALUE) for name, value in found.items() if isinstance(value, str)}
    if verified.subscription is not None:
        kept[SUBSCRIPTION] = clean_text(verified.subscription, _MAX_VALUE)
    return kept

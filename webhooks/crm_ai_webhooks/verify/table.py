"""Which module does which kind of check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import Verification

from . import basic, echo, hmac_header, shared_key, unsigned
from .verified import Verified

Check = Callable[[Any, RawDelivery, WebhookSecrets, datetime], Verified]

CHECKS: Mapping[str, Check] = {
    "hmac": hmac_header.verify,
    "echo": echo.verify,
    "basic": basic.verify,
    "key": shared_key.verify,
    "none": unsigned.verify,
}


def verify(scheme: Verification, delivery: RawDelivery, secrets: WebhookSecrets, now: datetime) -> Verified:
    """Return if `delivery` passes the check that `scheme` describes.

    Raises:
        WebhookRejected: and nothing else, whatever the bytes.
    """
    return CHECKS[scheme.kind](scheme, delivery, secrets, now)

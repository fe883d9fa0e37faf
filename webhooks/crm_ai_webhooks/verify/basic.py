"""HTTP Basic authentication: what Pipedrive does."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import Basic

from ..rejection import rejected
from .compare import active, matches_any
from .header import required_header, to_bytes
from .verified import Verified


def verify(scheme: Basic, delivery: RawDelivery, secrets: WebhookSecrets, now: datetime) -> Verified:
    """Return if user name and one of `secrets` as password were sent.

    Raises:
        WebhookRejected: and nothing else.
    """
    method, _, encoded = required_header(delivery, "authorization", "signature_missing").partition(" ")
    if method.lower() != "basic":
        raise rejected("signature_missing")
    try:
        presented = base64.b64decode(to_bytes(encoded.strip()), validate=True)
    except binascii.Error:
        raise rejected("signature_invalid") from None
    user = to_bytes(scheme.username) + b":"
    if not matches_any(presented, [user + password for password in active(secrets.shared)]):
        raise rejected("signature_invalid")
    return Verified()

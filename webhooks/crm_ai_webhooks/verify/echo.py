"""The secret itself, repeated in the body: what Zoho and Copper do."""

from __future__ import annotations

from datetime import datetime

from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import Echo

from ..json_body import read_json
from ..rejection import rejected
from .compare import active, matches_any
from .header import to_bytes
from .verified import Verified


def verify(scheme: Echo, delivery: RawDelivery, secrets: WebhookSecrets, now: datetime) -> Verified:
    """Return if the body repeats one of `secrets`.

    Raises:
        WebhookRejected: and nothing else.
    """
    found = read_json(delivery.body)
    for step in scheme.path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise rejected("signature_missing")
    if not matches_any(to_bytes(found), active(secrets.shared)):
        raise rejected("signature_invalid")
    return Verified()

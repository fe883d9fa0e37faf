"""The secret itself, in a header or in the query: what Dynamics does."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl

from crm_ai_plugin.ports.receiver import RawDelivery, WebhookSecrets
from crm_ai_plugin.ports.verification import SharedKey

from ..rejection import rejected
from .compare import active, matches_any
from .header import required_header, to_bytes
from .verified import Verified

_MAX_PARAMETERS = 64


def verify(scheme: SharedKey, delivery: RawDelivery, secrets: WebhookSecrets, now: datetime) -> Verified:
    """Return if one of `secrets` was sent.

    Raises:
        WebhookRejected: and nothing else.
    """
    if scheme.place == "header":
        presented = required_header(delivery, scheme.name.lower(), "signature_missing")
    else:
        presented = _parameter(delivery.url, scheme.name)
    if not matches_any(to_bytes(presented), active(secrets.shared)):
        raise rejected("signature_invalid")
    return Verified()


def _parameter(url: str, name: str) -> str:
    query = url.partition("?")[2].partition("#")[0]
    try:
        pairs = parse_qsl(query, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        raise rejected("signature_invalid") from None
    found = [value for key, value in pairs if key == name]
    if not found:
        raise rejected("signature_missing")
    if len(found) > 1:
        # Two readers of one address may take different ones.
        raise rejected("signature_invalid")
    return found[0]

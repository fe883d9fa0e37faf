"""The one error that leaves a receiver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from crm_ai_plugin.errors import WebhookRejected

RejectionCode = Literal[
    "signature_missing",
    "signature_invalid",
    "timestamp_missing",
    "timestamp_out_of_window",
    "body_too_large",
    "body_malformed",
    "account_wrong",
]

_MESSAGES: Mapping[RejectionCode, str] = {
    "signature_missing": "The request carries no signature.",
    "signature_invalid": "The signature does not match the request.",
    "timestamp_missing": "The request carries no readable timestamp.",
    "timestamp_out_of_window": "The request's timestamp is too far from the present time.",
    "body_too_large": "The request body is larger than this receiver accepts.",
    "body_malformed": "The request body can't be read.",
    "account_wrong": "The request comes from another account than the one that is connected.",
}


def rejected(code: RejectionCode, detail: str | None = None, hint: str | None = None) -> WebhookRejected:
    """Return the rejection for `code`; `detail` and `hint` must hold nothing of what was sent."""
    return WebhookRejected(_MESSAGES[code], code=code, detail=detail, hint=hint)

"""The secrets that sign one connection's webhooks: reading them, and replacing one without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...ports.connector import TokenStore
from ...ports.receiver import WebhookSecrets

CURRENT, PREVIOUS, BY_ID = "webhook_secret", "webhook_previous_secret", "webhook_secrets"
"""Names among a connection's secrets; the last maps ids of subscriptions to one secret or a list."""


def signing(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what among a connection's secrets is about its webhooks, as it is stored."""
    return {name: stored[name] for name in (CURRENT, PREVIOUS, BY_ID) if name in stored}


def webhook_secrets(stored: Mapping[str, Any]) -> WebhookSecrets:
    """Return what among a connection's secrets may sign its webhooks, newest first."""
    return WebhookSecrets(
        shared=[*_texts(stored.get(CURRENT)), *_texts(stored.get(PREVIOUS))],
        by_id={str(id_): _texts(found) for id_, found in _mapping(stored.get(BY_ID)).items()},
    )


def replace_secret(secrets: TokenStore, new: str, subscription: str | None = None) -> None:
    """Store a new secret; the one before counts until `forget_previous`.

    The same secret again changes nothing, so that a repeated command does not drop the one before.
    """
    # Under the lock of whoever renews tokens: both write the same ciphertext.
    with secrets.exclusive():
        stored = dict(secrets.load())
        if subscription is None:
            if stored.get(CURRENT) != new:
                stored |= {PREVIOUS: stored.get(CURRENT), CURRENT: new}
        else:
            by_id = _mapping(stored.get(BY_ID))
            kept = _texts(by_id.get(subscription))
            if kept[:1] != [new]:
                stored[BY_ID] = {**by_id, subscription: [new, *kept[:1]]}
        secrets.save(stored)


def forget_previous(secrets: TokenStore, subscription: str | None = None) -> None:
    """Let only the newest secret count."""
    with secrets.exclusive():
        stored = dict(secrets.load())
        if subscription is None:
            stored.pop(PREVIOUS, None)
        else:
            by_id = _mapping(stored.get(BY_ID))
            stored[BY_ID] = {**by_id, subscription: _texts(by_id.get(subscription))[:1]}
        secrets.save(stored)


def _mapping(found: object) -> dict[str, Any]:
    return dict(found) if isinstance(found, Mapping) else {}


def _texts(found: object) -> list[str]:
    values = found if isinstance(found, list) else [found]
    return [value for value in values if isinstance(value, str) and value]

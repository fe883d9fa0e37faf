"""Who is asking: reads it from the present request.

Machines send a workspace's API key; a card page sends the token of the link it was opened with, a page inside a CRM
its bearer: all as ``Authorization: Bearer``. Only a card page itself takes its token from the address, because a
browser can't send a header when it opens one. A CRM signs what its cards ask for. A person's browser holds a session.
"""

from __future__ import annotations

from typing import Any

from flask import request

from ..errors import UserInputError
from ..runtime.access.embeds import EmbedError, Grant
from ..runtime.access.roles import Role
from . import browser_session, signed_calls
from .principal import ANY_KIND, AccessError, CardScope, Principal
from .services import Services
from .state import services, state

__all__ = ["AccessError", "CardScope", "Principal", "from_header", "from_link", "from_request"]

PURPOSE = "card"


def make_link_token(app_services: Services, workspace: str, scope: CardScope, by: str) -> str:
    """Return a token that opens one card of one workspace."""
    payload = {
        "ws": workspace,
        "kind": scope.kind,
        "type": scope.subject_type,
        "id": scope.subject_id,
        "conn": scope.connection,
        "by": by,
    }
    return app_services.vault.sign(PURPOSE, payload)


def from_link(token: str) -> Principal:
    """Return whoever holds the token of a card link.

    Raises:
        UserInputError: code ``link_expired`` or ``link_invalid``.
    """
    payload = services().vault.verify(PURPOSE, token, state().options.card_link_ttl_s)
    return _principal(payload, token)


def from_request(*, by_crm: bool = False) -> Principal:
    """Return who makes the present request.

    Args:
        by_crm: Whether a CRM may make it as well, by its signature.

    Raises:
        AccessError: nothing says so, or what they hold opens nothing.
        UserInputError: code ``link_expired``: it was a card's token and its time is over.
        WebhookRejected: it says that a CRM signed it, and none did.
    """
    if "Authorization" in request.headers:
        return from_header()
    if by_crm and (called := signed_calls.principal()) is not None:
        return called
    if (signed_in := browser_session.principal()) is not None:
        return signed_in
    return from_header()


def from_header() -> Principal:
    """Return whoever sent the ``Authorization`` header.

    Raises:
        AccessError: no header, another scheme, or a key that opens nothing.
        UserInputError: code ``link_expired``: it was a card's token and its time is over.
    """
    return from_bearer(credential())


def from_bearer(given: str) -> Principal:
    """Return whoever holds a key, a card link's token or a page's bearer; raises as `from_header` does."""
    try:
        return from_link(given)
    except UserInputError as error:
        if error.code == "link_expired":
            raise
    try:
        grant, expires_at = services().embeds.read(given)
    except EmbedError as error:
        if error.code != EmbedError.default_code:
            raise
    else:
        return _embedded(grant, given).until(expires_at)
    found = services().access(given)
    if found is None:
        raise AccessError(
            "this API key opens no workspace",
            code="key_unknown",
            hint="crm-ai key create makes a new one; or was it cut off?",
        )
    role: Role = found.role
    return Principal(
        found.workspace_id, actor="api", role=role, scopes=found.scopes, key=found.id, whose=given
    )


def credential() -> str:
    """Return the key or token in the ``Authorization`` header.

    Raises:
        AccessError: no header, or another scheme.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise AccessError(
            "this needs an API key", hint="send Authorization: Bearer <key>; crm-ai key create makes one"
        )
    return given.strip()


def _embedded(grant: Grant, bearer: str) -> Principal:
    kind = grant.kind if grant.purpose == "card" else ANY_KIND
    return Principal(
        grant.workspace,
        actor=grant.crm_user or "embed",
        scope=CardScope(kind, grant.record_type, grant.record_id, grant.connection),
        role=grant.role,
        connection=grant.connection,
        crm_user=grant.crm_user,
        whose=bearer,
        host="embed",
    )


def _principal(payload: Any, token: str) -> Principal:  # noqa: ANN401  # signed by us, still checked
    try:
        scope = CardScope(str(payload["kind"]), str(payload["type"]), str(payload["id"]), payload.get("conn"))
        by = str(payload.get("by") or "card")
        return Principal(str(payload["ws"]), actor=by, scope=scope, role="rep", whose=token, host="link")
    except (KeyError, TypeError, AttributeError):
        raise UserInputError("this link is not valid", code="link_invalid") from None

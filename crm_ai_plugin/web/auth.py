"""Who is asking, and what they may see.

Machines send a workspace's API key; a card page sends the token of the link it was opened with, which is
good for one card and a short time. Both as ``Authorization: Bearer``; only the page itself takes its token
from the address, because a browser can't send a header when it opens one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from ..errors import CrmAiError, UserInputError
from .services import Services
from .state import services, state

PURPOSE = "card"


class AccessError(CrmAiError):
    """The request carries no key that opens what it asks for."""

    default_code = "key_missing"


@dataclass(frozen=True)
class CardScope:
    """The one card a link opens."""

    kind: str
    subject_type: str
    subject_id: str
    connection: str | None = None


@dataclass(frozen=True)
class Principal:
    """Whoever asks: a workspace, and for the bearer of a link the one card it covers."""

    workspace: str
    actor: str
    scope: CardScope | None = None

    def require(self, kind: str, subject_type: str, subject_id: str, connection: str | None) -> str | None:
        """Return the connection to use for a subject.

        Raises:
            AccessError: the link was made for another card.
        """
        if self.scope is None:
            return connection
        asked = (kind, subject_type, subject_id)
        covered = (self.scope.kind, self.scope.subject_type, self.scope.subject_id)
        if asked != covered or connection not in (None, self.scope.connection):
            raise AccessError("this link was made for another card", code="not_covered")
        return self.scope.connection

    def require_key(self) -> None:
        """Refuse the bearer of a link.

        Raises:
            AccessError: asked with a link instead of a key.
        """
        if self.scope is not None:
            raise AccessError("a card link does not cover this; it needs an API key", code="not_covered")


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
    return _principal(payload)


def from_header() -> Principal:
    """Return whoever sent the ``Authorization`` header.

    Raises:
        AccessError: no header, another scheme, or a key that opens nothing.
        UserInputError: code ``link_expired``: it was a card's token and its time is over.
    """
    given = credential()
    try:
        return from_link(given)
    except UserInputError as error:
        if error.code == "link_expired":
            raise
    workspace = services().authenticate(given)
    if workspace is None:
        raise AccessError(
            "this API key opens no workspace",
            code="key_unknown",
            hint="crm-ai key create makes a new one; or was it cut off?",
        )
    return Principal(workspace, actor="api")


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


def _principal(payload: Any) -> Principal:  # noqa: ANN401  # signed by us, still checked
    try:
        scope = CardScope(str(payload["kind"]), str(payload["type"]), str(payload["id"]), payload.get("conn"))
        return Principal(str(payload["ws"]), actor=str(payload.get("by") or "card"), scope=scope)
    except (KeyError, TypeError, AttributeError):
        raise UserInputError("this link is not valid", code="link_invalid") from None

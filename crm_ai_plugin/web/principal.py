"""Whoever asks, and what they may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from ..errors import CrmAiError
from ..runtime.access.roles import Role, may

ANY_KIND = "*"


class AccessError(CrmAiError):
    """The request carries no key that opens what it asks for."""

    default_code = "key_missing"


@dataclass(frozen=True)
class CardScope:
    """The one card a link opens; `kind` may be `ANY_KIND` for all cards of the record."""

    kind: str
    subject_type: str
    subject_id: str
    connection: str | None = None

    def covers(self, kind: str, subject_type: str, subject_id: str) -> bool:
        """Return whether a card is in it."""
        same_record = (subject_type, subject_id) == (self.subject_type, self.subject_id)
        return same_record and self.kind in (ANY_KIND, kind)


@dataclass(frozen=True)
class Principal:
    """Whoever asks.

    Attributes:
        workspace: The one they may look into.
        actor: By which their deeds are noted.
        scope: The one record or card they may see; None: any.
        role: What they may do.
        connection: The one connection they come from; None: any.
        scopes: What their key is for; None: anything its role may.
        crm_user: The CRM's own id of the person before the screen.
        user: The id of who is signed in.
        name: Of who is signed in.
        session: Of a signed-in browser.
        key: Id of the API key.
        whose: By which their requests are counted.
        expires_at: When what they hold is over.
        host: Where they are: key of a CRM whose card it is, ``workspace``, ``embed``, ``link`` or ``api``.
        signed_at: When a CRM says that they asked.
    """

    workspace: str
    actor: str
    scope: CardScope | None = None
    role: Role = "admin"
    connection: str | None = None
    scopes: Collection[str] | None = None
    crm_user: str | None = None
    user: str | None = None
    name: str | None = None
    session: str | None = None
    key: str | None = None
    whose: str = ""
    expires_at: datetime | None = None
    host: str = "api"
    signed_at: datetime | None = None

    def until(self, expires_at: datetime) -> Principal:
        """Return the same, with an end."""
        return replace(self, expires_at=expires_at)

    def speaking_for(self, said: str) -> str:
        """Return the name by which a deed is noted: of who is signed in, whatever they say; a program says for whom it asks."""
        return said if self.name is None else self.name

    def require(self, kind: str, subject_type: str, subject_id: str, connection: str | None) -> str | None:
        """Return the connection to use for a subject.

        Raises:
            AccessError: what they hold was made for another card, or another connection.
        """
        if self.scope is not None:
            covered = self.scope.covers(kind, subject_type, subject_id)
            if not covered or connection not in (None, self.scope.connection):
                raise AccessError("this link was made for another card", code="not_covered")
            return self.scope.connection
        return self.require_connection(connection)

    def require_connection(self, connection: str | None) -> str | None:
        """Return the connection to use.

        Raises:
            AccessError: they come from another one.
        """
        if self.connection is None:
            return connection
        if connection not in (None, self.connection):
            raise AccessError("this CRM account is another connection", code="not_covered")
        return self.connection

    def require_key(self) -> None:
        """Refuse the bearer of a link.

        Raises:
            AccessError: asked with a link instead of a key.
        """
        if self.scope is not None:
            raise AccessError("a card link does not cover this; it needs an API key", code="not_covered")

    def require_role(self, role: Role) -> None:
        """Refuse who may do less.

        Raises:
            AccessError: code ``not_allowed``; ``not_covered`` for the bearer of a link.
        """
        if role != "rep":
            self.require_key()
        if not may(self.role, role):
            raise AccessError(f"this takes the role {role}", code="not_allowed", hint="ask an admin")

    def require_scope(self, scope: str) -> None:
        """Refuse a key that is for something else.

        Raises:
            AccessError: code ``not_allowed``.
        """
        if self.scopes is not None and scope not in self.scopes:
            raise AccessError(
                f"this key is not for this: it lacks the scope {scope}",
                code="not_allowed",
                hint="make a key with that scope",
            )

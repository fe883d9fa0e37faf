"""What goes in and out where people sign in, keys are made and pages inside a CRM come in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ..runtime.access.roles import Role, Scope


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInIn(_In):
    """Who signs in."""

    login: str = Field(min_length=1, max_length=200)
    passphrase: SecretStr = Field(min_length=1, max_length=400)


class SetUpIn(SignInIn):
    """The first admin."""

    token: SecretStr = Field(min_length=1, max_length=2000, description="Of the link that was printed.")
    name: str = Field(min_length=1, max_length=100, description="How they are called.")


class UserOut(BaseModel):
    """Who is signed in."""

    id: str
    login: str
    name: str
    role: Role


class SessionOut(BaseModel):
    """The present browser's session."""

    signed_in: bool
    setup_needed: bool = Field(description="Nobody can sign in to this installation yet.")
    workspace: str | None = None
    user: UserOut | None = None
    csrf: str | None = Field(
        default=None, description="To be sent as `X-CSRF-Token` with whatever changes anything."
    )


class KeyIn(_In):
    """A key to be made."""

    label: str = Field(min_length=1, max_length=100, description="What uses it.")
    role: Role = "admin"
    scopes: list[Scope] | None = Field(None, min_length=1, description="What it is for; null: anything.")


class KeyOut(BaseModel):
    """A key, without what opens."""

    id: str
    label: str
    role: Role
    scopes: list[Scope] | None
    created_at: datetime


class KeysOut(BaseModel):
    """The keys of a workspace."""

    items: list[KeyOut]


class NewKeyOut(BaseModel):
    """A new key; `key` is shown this once."""

    id: str
    key: str


class EmbedIn(_In):
    """The page that is to be opened inside a CRM."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    record_type: str = Field(pattern=r"^[a-z][a-z_]{0,40}$")
    record_id: str = Field(min_length=1, max_length=200)
    connection: str | None = Field(None, max_length=128)
    crm_user: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="The CRM's id of who sees it; a CRM that signs says so itself.",
    )
    purpose: Literal["card", "record"] = Field(
        "card", description="`card`: this kind about the record; `record`: all kinds about it."
    )


class EmbedTokenOut(BaseModel):
    """With this a page comes in, once, within 90 seconds."""

    token: str
    url: str = Field(
        description="The page's address; the token stands behind `#`, which no server gets to see."
    )
    expires_at: datetime


class EmbedExchangeIn(_In):
    """The token of a page's address."""

    token: SecretStr = Field(min_length=1, max_length=4000)
    frame: str | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="Last part of the page's path: a token opens nothing in another connection's frames.",
    )


class EmbedSessionOut(BaseModel):
    """What a page holds in its memory and sends as `Authorization: Bearer`."""

    bearer: str
    expires_at: datetime
    kind: str
    record_type: str
    record_id: str
    connection: str | None
    purpose: Literal["card", "record"]
    role: Role

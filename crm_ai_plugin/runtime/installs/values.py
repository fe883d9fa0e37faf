"""What passes between an admin's browser and the making of a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...ports.installing import Permission


@dataclass(frozen=True)
class Link:
    """An address that lets one admin connect one CRM account."""

    id: str
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Offer:
    """A CRM that can be connected in the browser."""

    connector: str
    label: str
    permissions: Sequence[Permission]
    lacks: str | None
    """What the installation has to be given first; None: it can be connected now."""


@dataclass(frozen=True)
class Invitation:
    """What an admin is shown before going to the CRM."""

    label: str
    workspace: str
    connection: str | None
    account: str | None
    """Which account of the CRM it has to be, when it is connected again."""
    permissions: Sequence[Permission]


@dataclass(frozen=True)
class Begun:
    """Where the admin's browser goes, and the secret by which it is known when it comes back."""

    url: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True)
class Wish:
    """Which connection is to be made or renewed, and in which words a misfit is told."""

    workspace: str
    connector: str
    label: str
    connection: str | None
    """The key it is to have."""
    given: Mapping[str, Any]
    """What was said about its settings."""
    config: Mapping[str, Any]
    """All its settings."""
    name: str
    """What a key that nobody chose begins with."""
    by: str
    words: Words
    choose_first: bool = False
    """Whether a new connection reads nothing before somebody has chosen what."""


@dataclass(frozen=True)
class Words:
    """How those who connect are told that an account is not the one it should be."""

    opened: str
    choose: str
    another: str
    again: str


@dataclass(frozen=True)
class WebhookAddress:
    """Where a CRM is to report changes; a secret one is of this connection alone and shown once."""

    url: str = field(repr=False)
    secret: bool


@dataclass(frozen=True)
class Connected:
    """A connection that was made."""

    label: str
    workspace: str
    connection: str
    account: str
    again: bool
    """Whether it was there before."""
    missing: Sequence[Permission]
    """Optional permissions that were not granted."""
    webhook: WebhookAddress | None
    """What to enter in the CRM, if there is anything new to enter."""
    loading: bool
    """Whether the first load is queued."""
    waits: bool = False
    """Whether nothing is read before somebody has chosen what."""


@dataclass(frozen=True)
class Disconnected:
    """A connection that was ended."""

    connection: str
    account: str
    revoked: bool
    problem: str | None
    """Why the CRM could not be told, if it could not."""
    undone: int

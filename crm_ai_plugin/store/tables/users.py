"""People who sign in, what they are signed in with, and what was tried in vain.

System tables, because who signs in names no workspace. Of secrets only hashes are stored: who reads the database can
neither sign in nor go on with somebody's session.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class UserTable(SystemTable, Base):
    """One person in one workspace per row."""

    __tablename__ = "users"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "workspace_id", "role", "passphrase", "founds", "created_at"),
        users=("login", "name"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    passphrase: Mapped[str]
    """A slow hash with its salt and costs."""
    founds: Mapped[str | None]
    """The workspace whose first admin this is: of two who set it up at once only one can be."""
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("login"), UniqueConstraint("founds"))


class UserSessionTable(SystemTable, Base):
    """One signed-in browser per row; the cookie's secret changes from time to time, the row stays."""

    __tablename__ = "user_sessions"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "user_id", "digest", "previous_digest", "created_at", "rotated_at", "seen_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str]
    previous_digest: Mapped[str | None]
    """Of the secret before, which counts for a moment more: requests may be under way with it."""
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("digest"), UniqueConstraint("previous_digest"))


class SignInFailureTable(SystemTable, Base):
    """How often in a row signing in failed, by the hash of a login or of an address."""

    __tablename__ = "sign_in_failures"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("failures", "at"), users=("digest",))

    digest: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    at: Mapped[datetime]


class UsedTokenTable(SystemTable, Base):
    """Tokens that work once and were used, by their hash, until they would have been over anyhow."""

    __tablename__ = "used_tokens"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("digest", "expires_at"))

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]

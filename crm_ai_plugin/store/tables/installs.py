"""Connections in the making: an admin was given a link and has not come back from the CRM yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, SystemTable


class InstallTable(SystemTable, Base):
    """One link per row. A system table, because who comes back from a CRM names no workspace.

    Of link, state and browser only the SHA-256 is stored: who reads the database can neither begin nor finish.
    """

    __tablename__ = "installs"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "workspace_id",
            "connector",
            "connection",
            "config",
            "link_digest",
            "browser_digest",
            "state_digest",
            "verifier_encrypted",
            "created_at",
            "expires_at",
            "finished_at",
            "choose_first",
        ),
        users=("made_by",),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    connector: Mapped[str]
    connection: Mapped[str | None]
    config: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    link_digest: Mapped[str]
    browser_digest: Mapped[str | None]
    state_digest: Mapped[str | None]
    verifier_encrypted: Mapped[bytes | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    choose_first: Mapped[bool]

    __table_args__ = (UniqueConstraint("link_digest"), UniqueConstraint("state_digest"))

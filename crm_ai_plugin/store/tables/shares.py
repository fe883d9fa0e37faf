"""What was shared by link: frozen documents, and which link opens which."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Named, Own, PersonalData
from .base import Base, SystemTable, WorkspaceOwned


class ShareTable(WorkspaceOwned, Base):
    """One shared document per row, as it was when it was shared."""

    __tablename__ = "shares"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "kind",
            "subject_type",
            "passcode",
            "failures",
            "created_at",
            "expires_at",
            "revoked_at",
            "views",
            "viewed_at",
        ),
        users=("made_by",),
        theirs=("subject_id", "document", "people"),
        rows=(
            Named("people", null_is_anybody=True),
            Own("subject_id", connection=None, only=("subject_type", "contact")),
        ),
        erased="elsewhere",
        how="taken back: the link leads nowhere, the document is gone",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    document: Mapped[dict[str, Any]]
    people: Mapped[list[Any] | None]
    """``connection:id`` of the contacts it may speak of; null: of anybody."""
    passcode: Mapped[str | None]
    """A slow hash with its salt."""
    failures: Mapped[int]
    """Wrong passcodes."""
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    views: Mapped[int]
    viewed_at: Mapped[datetime | None]


class ShareLinkTable(SystemTable, Base):
    """Which workspace a link leads into. A system table, because who opens a link names no workspace.

    Of the link only the SHA-256 is stored: who reads the database can't open it.
    """

    __tablename__ = "share_links"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("digest", "workspace_id", "share_id", "expires_at"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    share_id: Mapped[str]
    expires_at: Mapped[datetime]

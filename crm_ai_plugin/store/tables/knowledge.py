"""The customer's own documents, as passages that can be cited."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class DocumentTable(WorkspaceOwned, Base):
    """One document per row; what its name holds is replaced as a whole."""

    __tablename__ = "documents"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "media_type", "digest", "parser", "size", "pages", "passage_count", "at"),
        users=("added_by",),
        labels=("name", "title"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Its path or file name: what it is replaced by."""
    title: Mapped[str]
    media_type: Mapped[str]
    digest: Mapped[str]
    """SHA-256 of its bytes."""
    parser: Mapped[int]
    """Version of the reader that made its passages."""
    size: Mapped[int]
    """Bytes of the file, which itself is not kept."""
    pages: Mapped[int | None]
    passage_count: Mapped[int]
    added_by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        Index(None, "workspace_id", "digest"),
    )


class PassageTable(WorkspaceOwned, Base):
    """One passage of a document per row, word for word."""

    __tablename__ = "passages"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "document_id", "position", "page"),
        words=("heading", "text"),
        erased="elsewhere",
        how="passages that mention the person go, with their vectors: a document is quoted word for word or not at all",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str]
    position: Mapped[int]
    page: Mapped[int | None]
    heading: Mapped[str]
    text: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "document_id"], ["documents.workspace_id", "documents.id"]),
        Index(None, "workspace_id", "document_id"),
    )

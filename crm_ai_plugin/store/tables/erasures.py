"""People who are to be forgotten, and what keeps them forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, SystemTable, WorkspaceOwned


class ErasureTable(WorkspaceOwned, Base):
    """One contact per row whom a CRM asked to forget before ids were hashed; emptied once marks took its place."""

    __tablename__ = "erasures"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "at"),
        theirs=("contact_id",),
        rows=(Own("contact_id"),),
        erased="row",
        how="marks took over",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ErasureRunTable(WorkspaceOwned, Base):
    """One erasure per row, from the wish to the receipt; whose it is can only be told by the mark."""

    __tablename__ = "erasure_runs"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            *("id", "mark", "state", "connection", "at", "due_at", "attempts"),
            *("parts", "finished_at", "lifted_at"),
        ),
        users=("made_by", "lifted_by"),
        sealed=("sealed",),
        erased="elsewhere",
        how="who is to be forgotten, encrypted, until the last part is done",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str]
    """Of the contact that was named."""
    state: Mapped[str]
    """``running``, ``pending`` (waits for a CRM) or ``done``."""
    connection: Mapped[str]
    made_by: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    sealed: Mapped[bytes | None]
    parts: Mapped[list[Any]]
    """The receipt: ``{place, state, removed, kept, code}`` by place; counts and codes, nothing of the person."""
    finished_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]

    __table_args__ = (
        Index(None, "workspace_id", "mark"),
        Index(
            "ix_erasure_runs_open",
            "due_at",
            sqlite_where=text("state <> 'done'"),
            postgresql_where=text("state <> 'done'"),
        ),
    )


class ErasureMarkTable(WorkspaceOwned, Base):
    """One keyed hash per row of what tells somebody who was forgotten: an id, an address, a name, a sentence."""

    __tablename__ = "erasure_marks"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("erasure_id", "mark", "kind"))

    erasure_id: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]


class HashKeyTable(SystemTable, Base):
    """The key of those hashes, encrypted with the secret key: rotating that one leaves the hashes as they are."""

    __tablename__ = "hash_keys"
    personal_data: ClassVar[PersonalData] = PersonalData(nothing=("name", "key_encrypted", "created_at"))

    name: Mapped[str] = mapped_column(primary_key=True)
    key_encrypted: Mapped[bytes]
    created_at: Mapped[datetime]

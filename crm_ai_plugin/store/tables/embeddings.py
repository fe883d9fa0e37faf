"""Texts as vectors."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ..vector import Embedding, Vector
from .base import Base, WorkspaceOwned


class EmbeddingTable(WorkspaceOwned, Base):
    """One text by one model per row.

    `vector` is empty for a text that has none: it must not leave, or holds nothing the model knows.
    """

    __tablename__ = "embeddings"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("collection", "model", "item_id", "at"),
        derived=("vector",),
        erased="elsewhere",
        how="goes with the passage or objection it was made of",
    )

    collection: Mapped[str] = mapped_column(primary_key=True)
    """``passages`` or ``objections``."""
    model: Mapped[str] = mapped_column(primary_key=True)
    """Vectors are compared with those of the same model only."""
    item_id: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[Vector | None] = mapped_column(Embedding)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "collection", "item_id"),)

"""What people thought of cards."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class RatingTable(WorkspaceOwned, Base):
    """The present opinion of one person about one version of an insight, or one claim in it, per row."""

    __tablename__ = "ratings"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "insight_id",
            "claim",
            "kind",
            "subject_type",
            "connection",
            "helpful",
            "at",
            "host",
            "proven",
        ),
        users=("by",),
        theirs=("subject_id",),
        words=("note",),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="row",
    )

    insight_id: Mapped[str] = mapped_column(primary_key=True)
    claim: Mapped[str] = mapped_column(primary_key=True)
    """Id of an action or key of a statement in the insight; empty: the card as a whole."""
    by: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    connection: Mapped[str]
    helpful: Mapped[bool]
    note: Mapped[str]
    at: Mapped[datetime]
    host: Mapped[str]
    """Where the card was read: key of a CRM, ``workspace``, ``embed``, ``link`` or ``api``."""
    proven: Mapped[bool]
    """Whether somebody vouches for `by` beside the holder of a key: a CRM's signature, a session."""

    __table_args__ = (Index(None, "workspace_id", "kind"),)

"""Who took part in which touchpoint."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class ParticipantTable(WorkspaceOwned, Base):
    """One contact in one activity per row: the `contact_ids` of activities the other way round.

    Without it, finding what one person did would mean reading what everybody did.
    """

    __tablename__ = "participants"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "activity_id", "at", "visit"),
        theirs=("contact_id",),
        rows=(Own("contact_id"),),
        erased="elsewhere",
        how="goes with the person's place in the touchpoint",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    """Of the activity, so that the newest of somebody's thousands are found without reading them all."""
    visit: Mapped[bool]
    """Whether it was a visit of a web page."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "connection", "activity_id"],
            ["activities.workspace_id", "activities.connection", "activities.id"],
            ondelete="CASCADE",
        ),
        # The activity's id last, so that the index alone says all: SQLite without statistics would rather read every
        # participant of the workspace out of the primary key.
        Index(
            "ix_participants_newest", "contact_id", "workspace_id", "connection", "visit", "at", "activity_id"
        ),
    )

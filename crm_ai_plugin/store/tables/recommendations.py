"""What was considered, shown or not."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class RecommendationTable(WorkspaceOwned, Base):
    """One candidate of one insight version per row, with the chance that it was shown."""

    __tablename__ = "recommendations"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "insight_id",
            "key",
            "position",
            "connection",
            "subject_type",
            "rank",
            "shown",
            "propensity",
            "expected_effect",
            "trigger",
            "at",
        ),
        theirs=("subject_id",),
        rows=(Own("subject_id", only=("subject_type", "contact")),),
        erased="row",
    )

    insight_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    """Place in the list that was logged."""
    connection: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    rank: Mapped[int | None]
    shown: Mapped[bool]
    propensity: Mapped[float]
    expected_effect: Mapped[float]
    trigger: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "insight_id"], ["insights.workspace_id", "insights.id"]),
    )

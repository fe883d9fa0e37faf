"""What was considered, shown or not."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, WorkspaceOwned


class RecommendationTable(WorkspaceOwned, Base):
    """One candidate of one insight version per row, with the chance that it was shown."""

    __tablename__ = "recommendations"
    personal_data: ClassVar[tuple[str, ...]] = ("subject_id",)

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

"""What features learned from a workspace's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from ..types import Json
from .base import Base, WorkspaceOwned


class LearnedTable(WorkspaceOwned, Base):
    """One run of learning per row; the newest counts, older ones explain older insights."""

    __tablename__ = "learned"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "feature", "version", "at", "state"),
        derived=("payload", "comparison"),
        erased="elsewhere",
        how="statistics over many; flagged, and learned again without the person",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    feature: Mapped[str]
    version: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    state: Mapped[str]
    """``serving``, ``pinned`` (serving, and nothing takes over by itself), ``replaced``, ``kept_back`` (worse than the
    one that served), ``waiting`` (made while another was pinned) or ``rolled_back``."""
    comparison: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """With the one that served before; None where there was none."""

    __table_args__ = (Index(None, "workspace_id", "feature", "at"),)


class ColumnOverruleTable(WorkspaceOwned, Base):
    """A column that an admin lets features learn from although it may give the outcome away."""

    __tablename__ = "column_overrules"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("column", "at"),
        users=("by",),
    )

    column: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class PredictionTable(WorkspaceOwned, Base):
    """What a model said of an open deal, kept to be held against how it ended."""

    __tablename__ = "predictions"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("connection", "deal_id", "as_of", "p", "low", "high", "model", "kind"),
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    deal_id: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[datetime] = mapped_column(primary_key=True)
    p: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    model: Mapped[str]
    kind: Mapped[str]

    __table_args__ = (Index(None, "workspace_id", "as_of"),)

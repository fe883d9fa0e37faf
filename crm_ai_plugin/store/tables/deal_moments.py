"""Deals as they stood at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class MomentLayoutTable(WorkspaceOwned, Base):
    """The order of the columns in packed rows. Rows of an older program keep the layout that they were written in."""

    __tablename__ = "moment_layouts"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("name", "numbers", "texts"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    numbers: Mapped[list[Any]]
    texts: Mapped[list[Any]]


class DealMomentTable(WorkspaceOwned, Base):
    """One deal at one moment per row, its columns packed: a cohort is read as arrays, never cell by cell."""

    __tablename__ = "deal_moments"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "connection",
            "deal_id",
            "kind",
            "place",
            "at",
            "outcome",
            "created_at",
            "closed_at",
            "pipeline",
            "stage",
            "owner_id",
            "company_id",
            "amount",
            "currency",
            "layout",
            "content",
            "usual",
            "stages",
            "measured_at",
        ),
        derived=("numbers", "texts", "more"),
        erased="elsewhere",
        how="moments of the person's deals go and are measured again without them",
    )

    connection: Mapped[str] = mapped_column(primary_key=True)
    deal_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    outcome: Mapped[str]
    created_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    pipeline: Mapped[str | None]
    stage: Mapped[str | None]
    owner_id: Mapped[str | None]
    company_id: Mapped[str | None]
    amount: Mapped[float | None]
    currency: Mapped[str | None]
    layout: Mapped[str]
    numbers: Mapped[bytes]
    """Single-precision floats, NaN for unknown, in the order of the layout."""
    texts: Mapped[str]
    """A JSON list in the order of the layout."""
    more: Mapped[str]
    """JSON: cells of columns outside of the layout, and which columns come out of change records."""
    content: Mapped[int]
    """Of the deal's record: tells whether the moment is still that of the record."""
    usual: Mapped[str]
    """Names what was usual in the workspace when it was measured: facts count from that."""
    stages: Mapped[bool]
    """Whether the deal was looked at as it entered its stages, too."""
    measured_at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "kind", "measured_at"),)

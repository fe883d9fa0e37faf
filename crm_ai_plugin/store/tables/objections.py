"""Objections, the answers that were shown for them, and what people did with those."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import Own, PersonalData
from .base import Base, WorkspaceOwned


class ObjectionTable(WorkspaceOwned, Base):
    """One objection that was asked about per row; rows are never changed."""

    __tablename__ = "objections"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "conversation",
            "language",
            "category",
            "segment",
            "connection",
            "deal_id",
            "insight_id",
            "at",
        ),
        users=("asked_by",),
        theirs=("contact_id",),
        words=("text",),
        rows=(Own("contact_id"),),
        erased="elsewhere",
        how="what the person said is emptied, in the search and wherever it is shown as similar, and the answers to it go",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation: Mapped[str]
    """Id of the objection that the conversation began with."""
    text: Mapped[str]
    language: Mapped[str]
    category: Mapped[str]
    segment: Mapped[str]
    connection: Mapped[str | None]
    deal_id: Mapped[str | None]
    contact_id: Mapped[str | None]
    asked_by: Mapped[str]
    insight_id: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        Index(None, "workspace_id", "at"),
        Index(None, "workspace_id", "deal_id"),
        Index(None, "workspace_id", "conversation"),
    )


class ObjectionResponseTable(WorkspaceOwned, Base):
    """One answer that was shown per row, with the chance it had of standing first in its tone.

    `seen` is 1 once it is known that somebody looked at it, and `reward` what it brought then.
    """

    __tablename__ = "objection_responses"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "objection_id",
            "variant",
            "category",
            "tone",
            "segment",
            "language",
            "position",
            "propensity",
            "forecast",
            "seen",
            "reward",
            "next_move",
            "at",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    objection_id: Mapped[str]
    variant: Mapped[str]
    category: Mapped[str]
    tone: Mapped[str]
    segment: Mapped[str]
    language: Mapped[str]
    position: Mapped[int]
    """Place within its tone, from 1."""
    propensity: Mapped[float]
    forecast: Mapped[float]
    """Reward that was expected of it when it was shown."""
    seen: Mapped[float]
    reward: Mapped[float]
    next_move: Mapped[str | None]
    """What the deal did next; None: not known yet."""
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "objection_id"], ["objections.workspace_id", "objections.id"]),
        Index(None, "workspace_id", "objection_id"),
        Index(None, "workspace_id", "category", "tone", "variant"),
    )


class ObjectionFeedbackTable(WorkspaceOwned, Base):
    """One thing somebody did with an answer per row; rows are never changed.

    `change` says how an edited text differs, with every word masked that is not our own.
    """

    __tablename__ = "objection_feedback"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "response_id", "action", "rating", "change", "at"),
        users=("by",),
        how="words that are not our own are masked in `change` before they are kept",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    response_id: Mapped[str]
    action: Mapped[str]
    rating: Mapped[int | None]
    change: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "response_id"], ["objection_responses.workspace_id", "objection_responses.id"]
        ),
        Index(None, "workspace_id", "response_id"),
    )


class SimilarObjectionTable(WorkspaceOwned, Base):
    """An earlier objection that an insight shows per row: when that one is forgotten, it goes there too."""

    __tablename__ = "similar_objections"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("objection_id", "similar_id"),
    )

    objection_id: Mapped[str] = mapped_column(primary_key=True)
    similar_id: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index(None, "workspace_id", "similar_id"),)

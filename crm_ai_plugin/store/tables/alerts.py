"""Rules that watch open deals, and what they found."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...privacy import PersonalData
from .base import Base, WorkspaceOwned


class AlertRuleTable(WorkspaceOwned, Base):
    """One rule per row."""

    __tablename__ = "alert_rules"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=("id", "pattern", "active", "round", "evaluated_at", "error", "created_at"),
        users=("made_by",),
        words=("name", "rule"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    pattern: Mapped[str]
    rule: Mapped[dict[str, Any]]
    """The whole rule as JSON."""
    active: Mapped[bool]
    round: Mapped[int]
    """Counts evaluations: whoever evaluates moves it on, and one that was overtaken changes nothing."""
    evaluated_at: Mapped[datetime | None]
    error: Mapped[str | None]
    """Why the last evaluation came to nothing."""
    made_by: Mapped[str]
    created_at: Mapped[datetime]


class AlertTable(WorkspaceOwned, Base):
    """A rule that fits a deal, for as long as it does: one row from the first time to when it no longer did."""

    __tablename__ = "alerts"
    personal_data: ClassVar[PersonalData] = PersonalData(
        nothing=(
            "id",
            "rule_id",
            "connection",
            "deal_id",
            "state",
            "reason",
            "first_at",
            "sent_at",
            "cleared_at",
            "figures",
        ),
        words=("why", "evidence"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    connection: Mapped[str]
    deal_id: Mapped[str]
    state: Mapped[str]
    """``waiting`` or ``sent``."""
    reason: Mapped[str | None]
    """Why it waits, or why it never was sent."""
    why: Mapped[str]
    figures: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    first_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_alerts_open",
            "workspace_id",
            "rule_id",
            "connection",
            "deal_id",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
        Index(None, "workspace_id", "rule_id", "sent_at"),
    )

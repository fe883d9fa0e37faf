"""Alerts and where they go, reports made regularly, and what is shared by link."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=nullable)


def _owned(table: str, *more: Any) -> None:  # noqa: ANN401  # columns of any type, and constraints
    key = sa.PrimaryKeyConstraint("workspace_id", "id", name=f"pk_{table}")
    op.create_table(table, _text("workspace_id"), _text("id"), *more, key)


def upgrade() -> None:
    """Apply."""
    _owned(
        "shares",
        *(_text(name) for name in ("kind", "subject_type", "subject_id")),
        _json("document"),
        _json("people", nullable=True),
        _text("passcode", nullable=True),
        _number("failures"),
        _text("made_by"),
        _time("created_at"),
        _time("expires_at"),
        _time("revoked_at", nullable=True),
        _number("views"),
        _time("viewed_at", nullable=True),
    )
    op.create_table(
        "share_links",
        _text("digest"),
        _text("workspace_id"),
        _text("share_id"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_share_links"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_share_links_workspaces"),
    )
    _owned(
        "channels",
        _text("kind"),
        _text("name"),
        _json("config"),
        sa.Column("secret_encrypted", sa.LargeBinary(), nullable=True),
        _text("disabled_reason", nullable=True),
        _time("failing_since", nullable=True),
        _text("made_by"),
        _time("created_at"),
    )
    _owned(
        "notices",
        *(_text(name) for name in ("channel", "kind", "about", "key", "state")),
        _number("attempts"),
        _time("due_at"),
        _time("queued_at"),
        _text("lease_token", nullable=True),
        _time("lease_until", nullable=True),
        _text("error_code", nullable=True),
        _text("error_message", nullable=True),
        _time("created_at"),
        _time("delivered_at", nullable=True),
        sa.UniqueConstraint("workspace_id", "key", name="uq_notices_workspace_id_key"),
    )
    op.create_index("ix_notices_workspace_id_about", "notices", ["workspace_id", "about"])
    op.create_index(
        "ix_notices_pending",
        "notices",
        ["due_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    _owned(
        "alert_rules",
        _text("name"),
        _text("pattern"),
        _json("rule"),
        sa.Column("active", sa.Boolean(), nullable=False),
        _number("round"),
        _time("evaluated_at", nullable=True),
        _text("error", nullable=True),
        _text("made_by"),
        _time("created_at"),
    )
    _owned(
        "alerts",
        *(_text(name) for name in ("rule_id", "connection", "deal_id", "state")),
        _text("reason", nullable=True),
        _text("why"),
        _json("figures"),
        _json("evidence"),
        _time("first_at"),
        _time("sent_at", nullable=True),
        _time("cleared_at", nullable=True),
    )
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["workspace_id", "rule_id", "connection", "deal_id"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index(
        "ix_alerts_workspace_id_rule_id_sent_at", "alerts", ["workspace_id", "rule_id", "sent_at"]
    )
    _owned(
        "report_schedules",
        _json("schedule"),
        _time("next_at"),
        _number("attempts"),
        _text("error", nullable=True),
        _text("made_by"),
        _time("created_at"),
    )
    op.create_index(
        "ix_report_schedules_workspace_id_next_at", "report_schedules", ["workspace_id", "next_at"]
    )
    _owned(
        "report_files",
        _text("schedule_id"),
        _time("due_at"),
        _text("name"),
        _text("media_type"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _json("people", nullable=True),
        _time("created_at"),
        _time("expires_at"),
        sa.UniqueConstraint(
            "workspace_id", "schedule_id", "due_at", name="uq_report_files_workspace_id_schedule_id_due_at"
        ),
    )


def downgrade() -> None:
    """Take back."""
    for name in (
        *("report_files", "report_schedules", "alerts", "alert_rules", "notices", "channels"),
        *("share_links", "shares"),
    ):
        op.drop_table(name)

"""Personas: who took part in which touchpoint, and what people decided about traits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_FILL = "INSERT INTO participants (workspace_id, connection, activity_id, contact_id) "
_FROM_ACTIVITIES = {
    "sqlite": _FILL + "SELECT DISTINCT a.workspace_id, a.connection, a.id, c.value "
    "FROM activities AS a, json_each(a.contact_ids) AS c",
    "postgresql": _FILL + "SELECT DISTINCT a.workspace_id, a.connection, a.id, c.value "
    "FROM activities AS a, jsonb_array_elements_text(a.contact_ids) AS c(value)",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "participants",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connection", "activity_id", "contact_id", name="pk_participants"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "connection", "activity_id"],
            ["activities.workspace_id", "activities.connection", "activities.id"],
            name="fk_participants_activities",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_participants_contact_id", "participants", ["contact_id", "workspace_id", "connection"]
    )
    op.execute(_FROM_ACTIVITIES[op.get_bind().dialect.name])
    op.create_table(
        "persona_overrides",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("trait", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connection", "contact_id", "trait", name="pk_persona_overrides"
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("persona_overrides")
    op.drop_table("participants")

"""Objections: what was asked, which answers were shown with which chance, and what was done with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "objections",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("insight_id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_objections"),
    )
    for column in ("at", "deal_id", "conversation"):
        op.create_index(f"ix_objections_workspace_id_{column}", "objections", ["workspace_id", column])
    op.create_table(
        "objection_responses",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("objection_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("forecast", sa.Double(), nullable=False),
        sa.Column("seen", sa.Double(), nullable=False),
        sa.Column("reward", sa.Double(), nullable=False),
        sa.Column("next_move", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_objection_responses"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "objection_id"],
            ["objections.workspace_id", "objections.id"],
            name="fk_objection_responses_objections",
        ),
    )
    op.create_index(
        "ix_objection_responses_workspace_id_objection_id",
        "objection_responses",
        ["workspace_id", "objection_id"],
    )
    op.create_index(
        "ix_objection_responses_workspace_id_category_tone_variant",
        "objection_responses",
        ["workspace_id", "category", "tone", "variant"],
    )
    op.create_table(
        "objection_feedback",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("response_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=True),
        sa.Column("change", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_objection_feedback"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "response_id"],
            ["objection_responses.workspace_id", "objection_responses.id"],
            name="fk_objection_feedback_objection_responses",
        ),
    )
    op.create_index(
        "ix_objection_feedback_workspace_id_response_id",
        "objection_feedback",
        ["workspace_id", "response_id"],
    )


def downgrade() -> None:
    """Take back."""
    for table in ("objection_feedback", "objection_responses", "objections"):
        op.drop_table(table)

"""Wordings that were bought, prompts of a workspace, experiments between them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "wordings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_wordings"),
    )
    op.create_index(
        "ix_wordings_workspace_id_feature_subject_type_subject_id_at",
        "wordings",
        ["workspace_id", "feature", "subject_type", "subject_id", "at"],
    )
    op.create_index("ix_wordings_expires_at", "wordings", ["expires_at"])
    op.create_table(
        "prompts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "feature", "number", name="pk_prompts"),
    )
    op.create_table(
        "prompt_choices",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_prompt_choices"),
    )
    op.create_index(
        "ix_prompt_choices_workspace_id_feature_turn",
        "prompt_choices",
        ["workspace_id", "feature", "turn"],
        unique=True,
    )
    op.create_table(
        "prompt_experiments",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("a", sa.BigInteger(), nullable=True),
        sa.Column("b", sa.BigInteger(), nullable=True),
        sa.Column("share_b", sa.Double(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_prompt_experiments"),
    )
    op.create_index(
        "ix_prompt_experiments_workspace_id_feature_started_at",
        "prompt_experiments",
        ["workspace_id", "feature", "started_at"],
    )


def downgrade() -> None:
    """Take back."""
    for table in ("prompt_experiments", "prompt_choices", "prompts", "wordings"):
        op.drop_table(table)

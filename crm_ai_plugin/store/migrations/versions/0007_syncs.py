"""Keeping in step: state of syncs, what a complete reading expects, what is known to be gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "syncs",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("accept_loss", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_text", sa.Text(), nullable=True),
        sa.Column("error_at", UtcDateTime(), nullable=True),
        sa.Column("succeeded_at", UtcDateTime(), nullable=True),
        sa.Column("full_at", UtcDateTime(), nullable=True),
        sa.Column("progress", Json, nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("gap", Json, nullable=False),
        sa.Column("refused", Json, nullable=False),
        sa.Column("kept_alive_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "connection", name="pk_syncs"),
    )
    op.create_table(
        "expected",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "kind", "key", name="pk_expected"),
    )
    op.create_table(
        "tombstones",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "kind", "id", name="pk_tombstones"),
    )
    op.create_index(
        "ix_tombstones_workspace_id_connection_at", "tombstones", ["workspace_id", "connection", "at"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("tombstones")
    op.drop_table("expected")
    op.drop_table("syncs")

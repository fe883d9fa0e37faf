"""Installing: connections in the making."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "installs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=True),
        sa.Column("config", Json, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("link_digest", sa.Text(), nullable=False),
        sa.Column("browser_digest", sa.Text(), nullable=True),
        sa.Column("state_digest", sa.Text(), nullable=True),
        sa.Column("verifier_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_installs"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_installs_workspaces"),
        sa.UniqueConstraint("link_digest", name="uq_installs_link_digest"),
        sa.UniqueConstraint("state_digest", name="uq_installs_state_digest"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("installs")

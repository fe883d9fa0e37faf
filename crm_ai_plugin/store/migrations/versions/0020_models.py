"""Which run of learning serves, what an admin overruled, and what models said of deals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("learned", sa.Column("state", sa.Text(), nullable=True))
    op.add_column("learned", sa.Column("comparison", Json, nullable=True))
    # Of each feature the newest serves, as before.
    op.execute("UPDATE learned SET state = 'serving'")
    with op.batch_alter_table("learned") as learned:
        learned.alter_column("state", existing_type=sa.Text(), nullable=False)
    op.create_table(
        "column_overrules",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "column", name="pk_column_overrules"),
    )
    op.create_table(
        "predictions",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "deal_id", "as_of", name="pk_predictions"),
    )
    op.create_index("ix_predictions_workspace_id_as_of", "predictions", ["workspace_id", "as_of"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("predictions")
    op.drop_table("column_overrules")
    op.drop_column("learned", "comparison")
    op.drop_column("learned", "state")

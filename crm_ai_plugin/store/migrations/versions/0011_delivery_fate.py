"""Deliveries: the kind of insight, whether an attempt may have been applied, and since when they are tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("doubted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("queued_at", UtcDateTime(), nullable=True))
    # Nobody noted how earlier attempts ended, so each may have been applied.
    op.execute("UPDATE outbox SET queued_at = created_at, doubted = (attempts > 0 AND state <> 'done')")
    op.execute("UPDATE outbox SET state = 'superseded' WHERE state = 'failed' AND error_code = 'superseded'")
    op.execute(
        "UPDATE outbox SET kind = (SELECT kind FROM insights WHERE insights.id = outbox.insight_id"
        " AND insights.workspace_id = outbox.workspace_id)"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE outbox SET state = 'failed' WHERE state = 'superseded'")
    for name in ("queued_at", "doubted", "kind"):
        op.drop_column("outbox", name)

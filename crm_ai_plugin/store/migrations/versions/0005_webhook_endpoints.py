"""Webhooks: addresses of connections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("config", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
        sa.UniqueConstraint("digest", name="uq_webhook_endpoints_digest"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "connection"],
            ["connections.workspace_id", "connections.key"],
            name="fk_webhook_endpoints_connections",
        ),
    )
    op.create_index(
        "ix_webhook_endpoints_workspace_id_connection", "webhook_endpoints", ["workspace_id", "connection"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("webhook_endpoints")

"""Admins' controls of advice by version; why, where and by whose rep advice was decided on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_COLUMNS = ("connection", "reason_code", "segment", "rep")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "controls",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name", "number", name="pk_controls"),
    )
    for table in ("feedback", "feedback_log"):
        for column in _COLUMNS:
            op.add_column(table, sa.Column(column, sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for table in ("feedback", "feedback_log"):
        with op.batch_alter_table(table) as batch:
            for column in _COLUMNS:
                batch.drop_column(column)
    op.drop_table("controls")

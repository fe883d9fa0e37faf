"""What an admin chose to have read and written through a connection, and links that wait for that choice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("connections", sa.Column("selection", Json, nullable=True))
    op.add_column(
        "installs", sa.Column("choose_first", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("installs") as installs:
        installs.alter_column("choose_first", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("installs", "choose_first")
    op.drop_column("connections", "selection")

"""Who put an insight into words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("insights", sa.Column("wording", Json, nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("insights", "wording")

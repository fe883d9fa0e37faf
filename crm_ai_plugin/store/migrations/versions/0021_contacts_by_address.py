"""Contacts by their address, in any case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_contacts_email",
        "contacts",
        [sa.text("substr(lower(email), 1, 254)"), "workspace_id", "connection"],
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_contacts_email", table_name="contacts")

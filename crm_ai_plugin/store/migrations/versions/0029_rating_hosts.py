"""Where a card was read that somebody rated, and whether it is proven who did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_RATINGS = sa.table(
    "ratings", sa.column("by", sa.Text()), sa.column("host", sa.Text()), sa.column("proven", sa.Boolean())
)


def upgrade() -> None:
    """Apply; of what is there already the name tells where it came from."""
    op.add_column("ratings", sa.Column("host", sa.Text(), nullable=False, server_default="embed"))
    op.add_column("ratings", sa.Column("proven", sa.Boolean(), nullable=False, server_default=sa.false()))
    by = _RATINGS.c.by
    for named, host, proven in (
        (by.like("hubspot:%"), "hubspot", True),
        (by.like("user:%"), "workspace", True),
        (by == "api", "api", False),
        (by == "card", "link", False),
    ):
        op.execute(_RATINGS.update().where(named).values(host=host, proven=proven))
    with op.batch_alter_table("ratings") as ratings:
        ratings.alter_column("host", existing_type=sa.Text(), server_default=None)
        ratings.alter_column("proven", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("ratings", "proven")
    op.drop_column("ratings", "host")

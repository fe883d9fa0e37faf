"""Who must not be profiled."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "profiling_opt_outs",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("crm_since", UtcDateTime(), nullable=True),
        sa.Column("here_since", UtcDateTime(), nullable=True),
        sa.Column("here_by", sa.Text(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "contact_id", name="pk_profiling_opt_outs"),
    )
    # Who was marked before this was kept is erased like who is marked now.
    marked = sa.text(
        "INSERT INTO profiling_opt_outs (workspace_id, connection, contact_id, crm_since)"
        " SELECT workspace_id, connection, id, :now FROM contacts WHERE do_not_profile"
    ).bindparams(sa.bindparam("now", datetime.now(UTC), type_=UtcDateTime()))
    op.execute(marked)


def downgrade() -> None:
    """Take back."""
    op.drop_table("profiling_opt_outs")

"""The library of approved claims and answer templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "libraries",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("own_approval", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_libraries"),
    )
    op.create_table(
        "library_entries",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.Column("in_use", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_library_entries"),
    )
    op.create_index("ix_library_entries_workspace_id_turn", "library_entries", ["workspace_id", "turn"])
    op.create_table(
        "library_versions",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", Json, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("digest", "owner", "state", "author", "note")
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "number", name="pk_library_versions"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["library_entries.workspace_id", "library_entries.id"],
            name="fk_library_versions_library_entries",
        ),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("library_versions", "library_entries", "libraries"):
        op.drop_table(table)

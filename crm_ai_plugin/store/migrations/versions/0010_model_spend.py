"""What language models cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = ("day", "workspace_id", "feature", "model", "prompt_version")
COUNTS = ("calls", "failed", "input_tokens", "output_tokens", "cached_tokens", "cost")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "model_spend",
        *(sa.Column(name, sa.Text(), nullable=False) for name in KEYS),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint(*KEYS, name="pk_model_spend"),
    )
    op.create_table(
        "model_budgets",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "scope", name="pk_model_budgets"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("model_budgets")
    op.drop_table("model_spend")

"""The newest touchpoints of a contact found by an index, and what was read in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KEY = ("workspace_id", "connection", "activity_id", "contact_id")
_PEOPLE = {
    "sqlite": "json_each(a.contact_ids) AS c",
    "postgresql": "jsonb_array_elements_text(a.contact_ids) AS c(value)",
}


def upgrade() -> None:
    """Apply."""
    # Who took part follows from the activities, so the table is filled anew instead of column by column.
    op.drop_table("participants")
    _participants(
        sa.Column("at", UtcDateTime(), nullable=False), sa.Column("visit", sa.Boolean(), nullable=False)
    )
    op.create_index(
        "ix_participants_newest",
        "participants",
        ["contact_id", "workspace_id", "connection", "visit", "at", "activity_id"],
    )
    _fill({"at": "a.at", "visit": "a.type = 'web'"})
    op.create_table(
        "persona_readings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("readings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "contact_id", name="pk_persona_readings"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("persona_readings")
    op.drop_table("participants")
    _participants()
    op.create_index(
        "ix_participants_contact_id", "participants", ["contact_id", "workspace_id", "connection"]
    )
    _fill({})


def _participants(*more: sa.Column[sa.types.TypeEngine[object]]) -> None:
    op.create_table(
        "participants",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _KEY),
        *more,
        sa.PrimaryKeyConstraint(*_KEY, name="pk_participants"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "connection", "activity_id"],
            ["activities.workspace_id", "activities.connection", "activities.id"],
            name="fk_participants_activities",
            ondelete="CASCADE",
        ),
    )


def _fill(more: dict[str, str]) -> None:
    columns = ", ".join((*_KEY, *more))
    read = ", ".join(("a.workspace_id", "a.connection", "a.id", "c.value", *more.values()))
    people = _PEOPLE[op.get_bind().dialect.name]
    op.execute(f"INSERT INTO participants ({columns}) SELECT DISTINCT {read} FROM activities AS a, {people}")  # noqa: S608  # our own names

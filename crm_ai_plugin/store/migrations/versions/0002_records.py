"""Canonical records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "activities",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("duration_s", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("contact_ids", Json, nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("thread_id", sa.Text(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "id", name="pk_activities"),
    )
    op.create_index("ix_activities_deal_id", "activities", ["deal_id", "workspace_id", "connection"])
    op.create_table(
        "companies",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("annual_revenue", sa.Double(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "id", name="pk_companies"),
    )
    op.create_table(
        "contacts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("seniority", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("do_not_profile", sa.Boolean(), nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "id", name="pk_contacts"),
    )
    op.create_table(
        "deal_contacts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "connection", "deal_id", "contact_id", name="pk_deal_contacts"
        ),
    )
    op.create_table(
        "deals",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("pipeline", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("expected_close_at", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("loss_reason", sa.Text(), nullable=True),
        sa.Column("competitors", Json, nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "id", name="pk_deals"),
    )
    op.create_index("ix_deals_workspace_id_id", "deals", ["workspace_id", "id"])
    op.create_index("ix_deals_company_id", "deals", ["company_id", "workspace_id", "connection"])
    op.create_index(
        "ix_deal_contacts_contact_id", "deal_contacts", ["contact_id", "workspace_id", "connection"]
    )
    op.create_table(
        "field_changes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "deal_id", "digest", name="pk_field_changes"),
    )
    op.create_table(
        "line_items",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=True),
        sa.Column("price", sa.Double(), nullable=True),
        sa.Column("discount", sa.Double(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "deal_id", "digest", name="pk_line_items"),
    )
    op.create_table(
        "owners",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "id", name="pk_owners"),
    )
    op.create_table(
        "stage_changes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=True),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "deal_id", "digest", name="pk_stage_changes"),
    )
    op.create_table(
        "visible_kinds",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "connection", "kind", name="pk_visible_kinds"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("visible_kinds")
    op.drop_table("stage_changes")
    op.drop_table("owners")
    op.drop_table("line_items")
    op.drop_table("field_changes")
    op.drop_table("deals")
    op.drop_table("deal_contacts")
    op.drop_table("contacts")
    op.drop_table("companies")
    op.drop_table("activities")

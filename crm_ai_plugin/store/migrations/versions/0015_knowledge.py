"""Knowledge: the customer's own documents as passages, texts as vectors, which earlier objections an insight shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_ai_plugin.store.types import UtcDateTime
from crm_ai_plugin.store.vector import PgVector, column_type

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "documents",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("parser", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=True),
        sa.Column("passage_count", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_documents"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_documents_workspace_id_name"),
    )
    op.create_index("ix_documents_workspace_id_digest", "documents", ["workspace_id", "digest"])
    op.create_table(
        "passages",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_passages"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "document_id"],
            ["documents.workspace_id", "documents.id"],
            name="fk_passages_documents",
        ),
    )
    op.create_index("ix_passages_workspace_id_document_id", "passages", ["workspace_id", "document_id"])
    packed = column_type(op.get_bind()) != "vector"
    op.create_table(
        "embeddings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary() if packed else PgVector(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "collection", "model", "item_id", name="pk_embeddings"),
    )
    op.create_index(
        "ix_embeddings_workspace_id_collection_item_id",
        "embeddings",
        ["workspace_id", "collection", "item_id"],
    )
    op.create_table(
        "similar_objections",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("objection_id", sa.Text(), nullable=False),
        sa.Column("similar_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "objection_id", "similar_id", name="pk_similar_objections"),
    )
    op.create_index(
        "ix_similar_objections_workspace_id_similar_id", "similar_objections", ["workspace_id", "similar_id"]
    )


def downgrade() -> None:
    """Take back; the extension stays, others may use it."""
    for table in ("similar_objections", "embeddings", "passages", "documents"):
        op.drop_table(table)

"""Alembic's environment: runs on the connection that :mod:`crm_ai_plugin.store.schema` hands over."""

from __future__ import annotations

from alembic import context

from crm_ai_plugin.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    transaction_per_migration=False,
)
# No transaction of Alembic's own: the caller holds one, with the lock, and commits.
context.run_migrations()

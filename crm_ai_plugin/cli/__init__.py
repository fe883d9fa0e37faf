"""``crm-ai``: one small module per command in :mod:`.commands`, found by name."""

from .app import main

__all__ = ["main"]
